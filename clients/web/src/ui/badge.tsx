import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'plain' | 'good' | 'warn' | 'simulated';

interface BadgeProps {
  readonly tone?: Tone;
  readonly dot?: boolean;
  /** Without a ground, for places where many stand below one another. */
  readonly quiet?: boolean;
  readonly title?: string | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Badge({ tone = 'plain', dot = false, quiet = false, title, className, children }: BadgeProps) {
  const look = [styles.badge, tone !== 'plain' && styles[tone], quiet && styles.quiet, className]
    .filter(Boolean)
    .join(' ');
  return (
    <span className={look} title={title}>
      {dot && <span className={styles.dot} aria-hidden="true" />}
      {children}
    </span>
  );
}
