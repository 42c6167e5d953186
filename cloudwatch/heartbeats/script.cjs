const http = require('node:http');
const https = require('node:https');

/** A run of the heartbeat: fails unless the page answers 2xx within the time. `heartbeat` is written before it. */
exports.handler = () =>
  new Promise((resolve, reject) => {
    const { url, timeout } = heartbeat;
    const began = performance.now();
    const since = () => Math.round(performance.now() - began);
    const steps = {};
    const fail = (why) => reject(new Error(`${url} ${why}, after ${since()} ms ${JSON.stringify(steps)}`));
    const timer = setTimeout(() => {
      fail(`has not answered within ${timeout} ms`);
      request.destroy();
    }, timeout);
    const failed = ({ code, message }) => {
      clearTimeout(timer);
      fail(`cannot be read: ${code ?? message}`);
    };
    const request = (url.startsWith('https:') ? https : http).get(url, { agent: false }, (response) => {
      steps.firstByte = since();
      response.on('error', failed);
      response.on('end', () => {
        clearTimeout(timer);
        const { statusCode } = response;
        if (statusCode < 200 || statusCode > 299) return fail(`answers ${statusCode}`);
        resolve(`${url} answers ${statusCode} after ${since()} ms ${JSON.stringify(steps)}`);
      });
      response.resume();
    });
    request.on('error', failed);
    request.on('socket', (socket) => {
      socket.on('lookup', () => {
        steps.lookup = since();
      });
      socket.on('connect', () => {
        steps.connect = since();
      });
      socket.on('secureConnect', () => {
        steps.secure = since();
      });
    });
  });
