import { providePostgres } from '@tooling/servers';
import { messageOf } from '../message-of.js';
import type { Need } from './provider.js';

/** A PostgreSQL: somebody's own through DATABASE_URL, else a private one, which comes with this repository. */
export const postgresNeed: Need = {
  title: 'a PostgreSQL server',
  server: 'postgres',
  howTo: [
    'Nothing to do: without DATABASE_URL a private one is started, empty, and ended with the playground',
    'Your own: `DATABASE_URL=postgres://user:password@127.0.0.1:5432/shop npm start`',
  ],
  async check() {
    const url = process.env['DATABASE_URL'];
    if (url === undefined || url === '') {
      return { status: 'ready', finding: 'A private one is started on first use; it keeps nothing.' };
    }
    try {
      const { description } = await providePostgres();
      return { status: 'ready', finding: `Found ${description}.` };
    } catch (error) {
      return { status: 'missing', finding: messageOf(error) };
    }
  },
};
