import { useEffect, useSyncExternalStore } from 'react';
import button from './button.module.css';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';
import { dismissToast, shownToast, subscribeToast } from './toast-store.ts';

const shownMs = 4_000;
const shownWithActionMs = 9_000;

export function Toaster() {
  const toast = useSyncExternalStore(subscribeToast, shownToast);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(dismissToast, toast.action ? shownWithActionMs : shownMs);
    return () => clearTimeout(timer);
  }, [toast]);
  const { action } = toast ?? {};
  return (
    <div className={styles.place} role="status">
      {toast && (
        <div className={styles.toast}>
          {toast.text}
          {action && (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                action.run();
                dismissToast();
              }}
            >
              {action.name}
            </button>
          )}
          <button type="button" className={button.icon} onClick={dismissToast} aria-label="Dismiss">
            <Icon name="close" size={14} />
          </button>
        </div>
      )}
    </div>
  );
}
