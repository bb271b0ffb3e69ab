import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ridge } from './ridge.tsx';

/** The page before anybody is logged in: one card in front of the ridge. */
export function Doorstep({ children }: { children: ReactNode }) {
  return (
    <main className="relative flex min-h-dvh items-center justify-center overflow-hidden px-4 py-16">
      <Ridge />
      <div className="relative w-full max-w-sm rounded-3xl border border-line bg-surface/95 p-8 shadow-card backdrop-blur">
        <img src="/favicon.svg" alt="" className="size-12" />
        {children}
      </div>
    </main>
  );
}

export function DoorstepTitle({ children }: { children: ReactNode }) {
  return <h1 className="mt-5 text-2xl font-semibold tracking-tight">{children}</h1>;
}

/** What is to be done next. */
export function DoorstepLink({
  to,
  children,
}: {
  to: '/login' | '/forgotten-password';
  children: ReactNode;
}) {
  return (
    <Link
      to={to}
      className="flex min-h-12 w-full items-center justify-center rounded-xl bg-accent font-semibold text-accent-ink hover:brightness-110"
    >
      {children}
    </Link>
  );
}
