import type { Server } from 'node:http';
import { ConfigError } from '@lzstock/kit/config';

/** Listens; rejects with a `ConfigError` that names the variable where the port is taken. */
export function listen(server: Server, port: number, host: string, variable = 'PORT'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new ConfigError(
              `${variable}: ${port} on ${host} is taken by another program; set ${variable} to a free one`,
            )
          : error,
      );
    });
    server.listen(port, host, () => resolve());
  });
}
