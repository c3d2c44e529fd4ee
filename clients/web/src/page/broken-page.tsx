import { PanelFailure } from '../ui/panel.tsx';

/** Shown where a page could not be loaded at all, for instance because the server was updated meanwhile. */
export function BrokenPage() {
  return (
    <PanelFailure
      title="This page could not be loaded"
      message="The server may be starting, or a newer version is there."
      onRetry={() => location.reload()}
    />
  );
}
