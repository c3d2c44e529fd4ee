import { Panel } from '../ui/panel.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './page.module.css';
import header from './symbol-header.module.css';

const lines = ['70%', '55%', '80%', '62%', '74%'];

export function InstrumentSkeleton({ symbol }: { symbol: string }) {
  return (
    <>
      <header className={header.header}>
        <div className={header.inner}>
          <div className={header.identity}>
            <h1 className={header.name}>{symbol.toUpperCase()}</h1>
            <p className={header.where} role="status">
              <span className="visually-hidden">Loading</span>
              <Skeleton width="9rem" />
            </p>
          </div>
          <div className={header.price}>
            <Skeleton width="8rem" />
          </div>
        </div>
      </header>
      <div className={`${styles.page} ${styles.columns}`}>
        <Panel title="Price">
          <div className={styles.bones} />
        </Panel>
        <div className={styles.side}>
          {['Quote', 'Profile'].map((title) => (
            <Panel key={title} title={title}>
              <div className={styles.lines}>
                {lines.map((width) => (
                  <Skeleton key={width} width={width} />
                ))}
              </div>
            </Panel>
          ))}
        </div>
      </div>
    </>
  );
}
