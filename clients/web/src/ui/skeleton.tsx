import styles from './skeleton.module.css';

export function Skeleton({ width }: { width: string }) {
  return <span className={styles.bone} style={{ width }} aria-hidden="true" />;
}
