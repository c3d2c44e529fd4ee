import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ASK_MS = 3_000;
const START_MS = 180_000;

/** A server in a container that ends with it. */
export interface ContainerServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

export interface ContainerOptions {
  readonly image: string;
  readonly port: number;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder of the container that is kept in memory. */
  readonly inMemory?: string;
  /** What the server logs when it takes connections, and how often it does until it means it. */
  readonly ready: { readonly text: RegExp; readonly times: number };
}

/** Whether a container engine answers; asked within 3 s, and not at all where nothing looks like one. */
export async function hasContainerEngine(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  if (!looksLikeEngine(env)) return false;
  const { getContainerRuntimeClient } = await import('testcontainers');
  const asked = getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  const cancel = new AbortController();
  const tooLate = sleep(ASK_MS, false, { signal: cancel.signal }).catch(() => false);
  return Promise.race([asked, tooLate]).finally(() => cancel.abort());
}

function looksLikeEngine(env: NodeJS.ProcessEnv): boolean {
  if (env.DOCKER_HOST || env.TESTCONTAINERS_HOST_OVERRIDE || process.platform === 'win32') return true;
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`;
  const home = env.HOME ?? homedir();
  return [
    '/var/run/docker.sock',
    join(runtime, 'docker.sock'),
    join(runtime, 'podman', 'podman.sock'),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    join(home, '.testcontainers.properties'),
  ].some((path) => existsSync(path));
}

/** Starts a container; rejects where its image cannot be had or it is not ready within three minutes. It goes with this process. */
export async function startContainer(options: ContainerOptions): Promise<ContainerServer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = new GenericContainer(options.image)
    .withCommand([...options.command])
    .withEnvironment({ ...options.env })
    .withExposedPorts(options.port)
    .withTmpFs(options.inMemory ? { [options.inMemory]: 'rw' } : {})
    .withWaitStrategy(Wait.forLogMessage(options.ready.text, options.ready.times))
    .withStartupTimeout(START_MS);
  const started = await container.start();
  return {
    host: started.getHost(),
    port: started.getMappedPort(options.port),
    async [Symbol.asyncDispose]() {
      await started.stop({ timeout: 1_000 });
    },
  };
}
