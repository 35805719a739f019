import type { Context, Hono } from 'hono';
import { problem } from './problems.js';

type Handler = (context: Context) => Response | Promise<Response>;
type Methods = Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Handler>>>;

/** Adds paths to an app. Any method that a path does not have is told which there are. */
export function methodsOf(app: Hono): (pattern: string, methods: Methods) => void {
  return (pattern, methods) => {
    const allow = Object.keys(methods).join(', ');
    for (const [method, handler] of Object.entries(methods)) app.on(method, pattern, handler);
    app.all(pattern, ({ req }) => problem(405, `${req.method} is not for this path`, undefined, { allow }));
  };
}
