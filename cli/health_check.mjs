// Ends with status 0 where the exporter at HOST:PORT is ready, and with 1 where it is not, or does not answer: for health checks of
// containers. It asks over HTTPS where that is spoken. Nothing secret is sent, so that any certificate will do.

import { get as overHttp } from 'node:http';
import { get as overHttps } from 'node:https';

const TIMEOUT_MS = 4_000;

const [address = '127.0.0.1:9464'] = process.argv.slice(2);
const options = { agent: false, rejectUnauthorized: false, timeout: TIMEOUT_MS };

/** @param {'http' | 'https'} scheme */
function statusOver(scheme) {
  const get = scheme === 'http' ? overHttp : overHttps;
  return new Promise((resolve) => {
    const asked = get(`${scheme}://${address}/-/ready`, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(null));
  });
}

const status = await statusOver('http');
// So a port answers that speaks TLS.
process.exitCode = (status === 400 ? await statusOver('https') : status) === 200 ? 0 : 1;
