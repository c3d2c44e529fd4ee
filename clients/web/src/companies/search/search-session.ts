export interface SearchState<T> {
  readonly text: string;
  /** `asking` keeps the answer of an earlier text on the screen until the newest text is answered. */
  readonly phase: 'empty' | 'asking' | 'answered' | 'failed';
  readonly results: readonly T[];
}

export interface SearchSession<T> extends Disposable {
  state(): SearchState<T>;
  subscribe(listener: () => void): () => void;
  type(text: string): void;
  retry(): void;
}

interface Settings<T> {
  readonly ask: (text: string, signal: AbortSignal) => Promise<readonly T[]>;
  readonly settleMs: number;
}

/** Search as you type: waits until typing settles, and only the newest text may answer; whatever it overtakes is cancelled. */
export function createSearchSession<T>({ ask, settleMs }: Settings<T>): SearchSession<T> {
  const listeners = new Set<() => void>();
  let state: SearchState<T> = { text: '', phase: 'empty', results: [] };
  let settling: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;

  function tell(next: SearchState<T>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function cancel(): void {
    clearTimeout(settling);
    asked?.abort();
    asked = null;
  }

  async function askNow(text: string): Promise<void> {
    const mine = new AbortController();
    asked = mine;
    try {
      const results = await ask(text, mine.signal);
      if (asked === mine) tell({ text, phase: 'answered', results });
    } catch {
      if (asked === mine) tell({ text, phase: 'failed', results: [] });
    }
  }

  function begin(text: string, waitMs: number): void {
    cancel();
    if (text === '') {
      tell({ text, phase: 'empty', results: [] });
      return;
    }
    tell({ text, phase: 'asking', results: state.results });
    settling = setTimeout(() => void askNow(text), waitMs);
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type(typed) {
      const text = typed.trim().slice(0, 64);
      if (text !== state.text) begin(text, settleMs);
    },
    retry: () => begin(state.text, 0),
    [Symbol.dispose]: cancel,
  };
}
