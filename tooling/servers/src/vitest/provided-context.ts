declare module 'vitest' {
  interface ProvidedContext {
    /** Of the run's shared Redis; there when the project's globalSetup is `global-setup.ts`. */
    redisUrl: string;
    /** Of the run's shared PostgreSQL; there when the project's globalSetup is `global-setup-postgres.ts`. */
    postgresUrl: string;
  }
}

// A file without imports or exports would declare the module `vitest` instead of adding to it.
export {};
