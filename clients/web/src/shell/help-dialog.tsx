import { Dialog } from 'radix-ui';
import button from '../ui/button.module.css';
import { Icon } from '../ui/icon.tsx';
import styles from './help-dialog.module.css';

const sections = [
  {
    title: 'Everywhere',
    lines: [
      ['Search', ['/']],
      ['Search, also while typing elsewhere', ['Ctrl', 'K']],
      ['Go to home', ['g', 'h']],
      ['Go to the watchlist', ['g', 'w']],
      ['This help', ['?']],
      ['Close', ['Esc']],
    ],
  },
  { title: 'Instrument', lines: [['Add to or remove from the watchlist', ['a']]] },
  {
    title: 'Chart, when focused',
    lines: [
      ['Read single candles', ['←', '→']],
      ['First and last candle', ['Home', 'End']],
    ],
  },
  {
    title: 'Watchlist, when focused',
    lines: [
      ['Move', ['↑', '↓']],
      ['Open', ['Enter']],
      ['Reorder', ['Alt', '↑ ↓']],
      ['Remove', ['Delete']],
    ],
  },
] as const;

interface HelpDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function HelpDialog({ open, onOpenChange }: HelpDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <div className={styles.veil}>
          <Dialog.Content className={styles.dialog} aria-describedby={undefined}>
            <header className={styles.head}>
              <Dialog.Title className={styles.title}>Keyboard</Dialog.Title>
              <Dialog.Close className={button.icon} aria-label="Close">
                <Icon name="close" />
              </Dialog.Close>
            </header>
            {sections.map(({ title, lines }) => (
              <section key={title} className={styles.section}>
                <h3>{title}</h3>
                {lines.map(([says, keys]) => (
                  <p key={says} className={styles.line}>
                    {says}
                    <span className={styles.keys}>
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </span>
                  </p>
                ))}
              </section>
            ))}
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
