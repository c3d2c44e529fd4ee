export interface Toast {
  readonly text: string;
  readonly action?: { readonly name: string; readonly run: () => void };
}

const listeners = new Set<() => void>();
let shown: Toast | null = null;

function tell(toast: Toast | null): void {
  shown = toast;
  for (const listener of listeners) listener();
}

/** Shows a short message; a newer one takes the place of the one before. */
export const notify = (toast: Toast): void => tell(toast);
export const dismissToast = (): void => tell(null);
export const shownToast = (): Toast | null => shown;

export function subscribeToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
