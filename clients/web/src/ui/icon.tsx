const paths = {
  search: 'M7.2 12.4a5.2 5.2 0 1 0 0-10.4 5.2 5.2 0 0 0 0 10.4ZM11 11l3.2 3.2',
  star: 'm8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6L8 1.9Z',
  home: 'M2.2 7.2 8 2.2l5.8 5v6.3H9.8V9.6H6.2v3.9h-4z',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13',
  moon: 'M13.6 9.7A6 6 0 0 1 6.3 2.4a6 6 0 1 0 7.3 7.3Z',
  screen: 'M2 3h12v8H2zM6 14h4M8 11v3',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  close: 'm3.5 3.5 9 9M12.5 3.5l-9 9',
  up: 'm4 9.8 4-4 4 4',
  down: 'm4 6.2 4 4 4-4',
  trash: 'M2.8 4.2h10.4M6.2 4V2.4h3.6V4M4 4.4l.7 9h6.6l.7-9M6.8 7v4M9.2 7v4',
  download: 'M8 2v7.6M4.8 6.8 8 10l3.2-3.2M2.5 13.5h11',
  grip: 'M6 4v.01M6 8v.01M6 12v.01M10 4v.01M10 8v.01M10 12v.01',
  table: 'M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.4 3v10',
  chart: 'M4.5 2v3M4.5 10.5v3.5M2.8 5h3.4v5.5H2.8zM11.5 2v2.5M11.5 9v5M9.8 4.5h3.4V9H9.8z',
  keyboard: 'M1.5 4h13v8.5h-13zM4 6.6v.01M6.6 6.6v.01M9.3 6.6v.01M12 6.6v.01M4 9.8v.01M12 9.8v.01M6 9.8h4',
  refresh: 'M13.4 6.5A5.6 5.6 0 1 0 13.6 9M13.6 2.8v3.9H9.7',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6',
  external: 'M9.5 2.5h4v4M13.2 2.8 7.5 8.5M11.5 9.5v4h-9v-9h4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16, filled = false }: { name: IconName; size?: number; filled?: boolean }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
