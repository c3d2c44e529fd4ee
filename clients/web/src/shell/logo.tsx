export function Logo() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2f6bff" />
      <path d="M8 11v13M16 14v8M24 6v13" stroke="#fff" strokeOpacity=".65" strokeWidth="1.6" strokeLinecap="round" />
      <rect x="5.5" y="13" width="5" height="8" rx="1.2" fill="#fff" />
      <rect x="13.5" y="15.5" width="5" height="4.5" rx="1.2" fill="#fff" fillOpacity=".55" />
      <rect x="21.5" y="8.5" width="5" height="8" rx="1.2" fill="#fff" />
    </svg>
  );
}
