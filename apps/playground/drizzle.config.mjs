import { defineConfig } from 'drizzle-kit';

// `npx -y pnpm --filter @app/playground migrations` makes a migration of what has changed in the tables.
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/data/order-table.ts', './src/data/note-table.ts'],
  out: './migrations',
});
