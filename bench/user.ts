import { Agent, request } from 'node:http';
import { load } from 'cheerio';
import { benchPassword } from './generate.js';

export interface Answer {
  status: number;
  location: string | undefined;
  body: string;
  /** From sending the request until the last byte of the answer. */
  milliseconds: number;
}

export type Fields = Record<string, string>;

/** Someone with a browser that keeps one connection open. */
export class User {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly cookies = new Map<string, string>();

  constructor(private readonly address: string) {}

  async signIn(email: string): Promise<this> {
    const fields = formOn(await this.get('/sign-in'));
    const answer = await this.post('/sign-in', { ...fields, email, password: benchPassword });
    if (answer.status !== 303 || answer.location === '/sign-in') throw new Error(`${email} cannot sign in: ${answer.status}`);
    return this;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, fields: Fields): Promise<Answer> {
    return this.send('POST', path, new URLSearchParams(fields).toString());
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: string): Promise<Answer> {
    return new Promise((answered, failed) => {
      const headers: Record<string, string | number> = { accept: 'text/html' };
      if (this.cookies.size > 0) headers['cookie'] = [...this.cookies].map((pair) => pair.join('=')).join('; ');
      if (body !== undefined) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), origin: this.address });
      const began = performance.now();
      const sent = request(this.address + path, { method, agent: this.agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          const milliseconds = performance.now() - began;
          for (const cookie of response.headers['set-cookie'] ?? []) {
            const [name, value] = cookie.split(';')[0]!.split('=') as [string, string];
            this.cookies.set(name, value);
          }
          answered({ status: response.statusCode ?? 0, location: response.headers.location, body: Buffer.concat(chunks).toString(), milliseconds });
        });
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The server lets go of a connection that was idle for five seconds; a browser opens another.
        if (sent.reusedSocket && error.code === 'ECONNRESET') this.send(method, path, body).then(answered, failed);
        else failed(error);
      });
      sent.end(body);
    });
  }
}

/** What the form on a page would send, with everything already on it. @throws when there is none */
export function formOn(answer: Answer): Fields {
  const page = load(answer.body);
  const form = page('main form[method=post]').first();
  if (form.length === 0) throw new Error(`there is no form on the page: ${answer.status} ${page('h1').text().trim()}`);
  return Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
}
