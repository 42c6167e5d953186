import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

// AWS closes connections that nobody uses, and a request that meets the closing is in doubt. Ours are closed before.
const IDLE_MS = 4_000;
const OPTIONS: AgentOptions = { keepAlive: true, maxSockets: 4, timeout: IDLE_MS };

/** The connections of a client, of which it is known whether they came about. */
export class Connections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  #begun = 0;
  #made = 0;

  constructor() {
    const watch = (socket: Duplex | null | undefined, event: 'connect' | 'secureConnect') => {
      this.#begun += 1;
      socket?.once(event, () => {
        this.#made += 1;
      });
      return socket;
    };
    this.http = new (class extends HttpAgent {
      override createConnection(...args: Parameters<HttpAgent['createConnection']>) {
        return watch(super.createConnection(...args), 'connect');
      }
    })(OPTIONS);
    this.https = new (class extends HttpsAgent {
      override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
        return watch(super.createConnection(...args), 'secureConnect');
      }
    })(OPTIONS);
  }

  /**
   * Begins to watch for one request; the result says whether it still has no connection over which anything of it may have
   * gone. Another request meanwhile would mix up the two.
   */
  watch(): () => boolean {
    const [begun, made] = [this.#begun, this.#made];
    return () => this.#begun > begun && this.#made === made;
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}
