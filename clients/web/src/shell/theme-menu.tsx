import { DropdownMenu } from 'radix-ui';
import button from '../ui/button.module.css';
import { Icon, type IconName } from '../ui/icon.tsx';
import { chooseTheme, type ThemeChoice, useShownTheme, useThemeChoice } from '../ui/theme.ts';
import styles from './theme-menu.module.css';

const choices: readonly { choice: ThemeChoice; name: string; icon: IconName }[] = [
  { choice: 'light', name: 'Light', icon: 'sun' },
  { choice: 'dark', name: 'Dark', icon: 'moon' },
  { choice: 'system', name: 'System', icon: 'screen' },
];

export function ThemeMenu() {
  const chosen = useThemeChoice();
  const shown = useShownTheme();
  return (
    // Not modal: a modal menu locks scrolling with an inline style element, which the content security policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={button.icon} aria-label={`Theme: ${chosen}`}>
        <Icon name={shown === 'dark' ? 'moon' : 'sun'} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="end" sideOffset={6}>
          <DropdownMenu.RadioGroup value={chosen} onValueChange={(value) => chooseTheme(value as ThemeChoice)}>
            {choices.map(({ choice, name, icon }) => (
              <DropdownMenu.RadioItem key={choice} className={styles.item} value={choice}>
                <Icon name={icon} size={15} />
                {name}
                <DropdownMenu.ItemIndicator className={styles.check}>
                  <Icon name="check" size={14} />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
