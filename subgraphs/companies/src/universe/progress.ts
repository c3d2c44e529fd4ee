/** Is told how far a long work is. */
export interface Progress {
  at(done: number, of: number): void;
  end(): void;
}

/** What a progress is written to: standard error, as a rule. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const width = 24;
const inWords = (value: number): string => value.toLocaleString('en-US');

/** A bar on a terminal; elsewhere a line for each quarter done. */
export function createProgress(what: string, stream: ProgressStream): Progress {
  let quarters = 0;
  let started = false;
  return {
    at(done, of) {
      const share = of === 0 ? 1 : done / of;
      const figures = `${inWords(done)} of ${inWords(of)}`;
      if (stream.isTTY) {
        started = true;
        const full = Math.floor(share * width);
        stream.write(`\r\u001b[2K${what} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${figures}`);
      } else if (Math.floor(share * 4) > quarters) {
        quarters = Math.floor(share * 4);
        stream.write(`${what}: ${figures}\n`);
      }
    },
    end() {
      if (started) stream.write('\n');
    },
  };
}
