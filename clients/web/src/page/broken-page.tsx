import { PanelFailure } from '../ui/panel.tsx';

/** Shown where the frame of the app itself failed. */
export function BrokenPage() {
  return (
    <PanelFailure
      title="LZStock stopped working"
      message="Loading it anew usually helps; the watchlist is kept."
      onRetry={() => location.reload()}
    />
  );
}
