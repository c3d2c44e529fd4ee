import { readFileSync } from 'node:fs';

/**
 * Tells one process from a later one that got the same number; null where no process has the number now.
 * On Linux the mark holds the time of the start, elsewhere it only says that there is a process.
 */
export function processMark(pid: number): string | null {
  return process.platform === 'linux' ? linuxMark(pid) : otherMark(pid);
}

function linuxMark(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fields[18]}`;
  } catch {
    return null;
  }
}

function otherMark(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'running' : null;
  }
}
