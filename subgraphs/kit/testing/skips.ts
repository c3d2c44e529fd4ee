/** Mark in the name of tests that are skipped where no container engine answers; such a skip never fails a run. */
export const NEEDS_CONTAINERS = '[needs a container engine]';
export const NEEDS_REDIS = '[needs Redis]';
export const NEEDS_BROWSER = '[needs Chromium]';
