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
