import { databaseConfig } from '@lzstock/kit/database';
import { createLog } from '@lzstock/kit/log';
import { migrations } from './migrations/migrations.ts';
import { entities } from './src/companies.ts';

/** For MikroORM's command line, which looks for a default export: `DATABASE_URL=… npx mikro-orm migration:list`. */
export default databaseConfig({
  url: process.env.DATABASE_URL ?? 'postgresql://localhost/lz_companies',
  entities,
  migrations,
  log: createLog({ name: 'companies' }),
});
