import { type ReactNode, useId } from 'react';
import button from './button.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { Icon } from './icon.tsx';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: string;
  readonly scope?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Panel({ title, scope, actions, className, children }: PanelProps) {
  const heading = useId();
  return (
    <section className={className ? `${styles.panel} ${className}` : styles.panel} aria-labelledby={heading}>
      <header className={styles.head}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        {scope && <span className={styles.scope}>{scope}</span>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      <ErrorBoundary>{children}</ErrorBoundary>
    </section>
  );
}

interface FailureProps {
  readonly title: string;
  readonly message?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
}

export function PanelFailure({ title, message, onRetry }: FailureProps) {
  return (
    <div className={styles.failure} role="alert">
      <p>
        <strong>{title}</strong>
        {message}
      </p>
      {onRetry && (
        <button type="button" className={button.button} onClick={onRetry}>
          <Icon name="refresh" size={14} />
          Try again
        </button>
      )}
    </div>
  );
}
