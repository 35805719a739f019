import type { MiddlewareHandler } from 'hono';
import { problem } from './problems.js';

/**
 * Only pages of this server, opened under this machine's own name, may talk to it. A page of somebody else cannot reach
 * it through a name that it points at 127.0.0.1 (Host), nor by a form or a fetch of its own (Origin, Sec-Fetch-Site).
 */
export function guard(port: number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
    const host = context.req.header('host');
    if (host === undefined || !hosts.includes(host)) {
      return problem(421, `This server answers to ${hosts.join(', ')}, not to ${host ?? 'no name'}`);
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) {
      return problem(403, `Requests from ${origin} are not answered`);
    }
    const site = context.req.header('sec-fetch-site');
    const fromElsewhere = site === 'cross-site' || site === 'same-site';
    // A link from elsewhere to the page itself is harmless; anything else from elsewhere is not.
    if (fromElsewhere && (context.req.path.startsWith('/api/') || context.req.method !== 'GET')) {
      return problem(403, 'Requests from other sites are not answered');
    }
    return next();
  };
}
