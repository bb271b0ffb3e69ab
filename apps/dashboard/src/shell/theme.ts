import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const key = 'eyrie-theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function current(): Theme {
  const chosen = localStorage.getItem(key);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark.matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset['theme'] = current();
  for (const wake of listeners) wake();
}

/** Puts the chosen theme, else the system's, on the page; follows the system while none is chosen. */
export function startTheme(): void {
  dark.addEventListener('change', apply);
  apply();
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  return [
    theme,
    (next) => {
      localStorage.setItem(key, next);
      apply();
    },
  ];
}
