import type { Session } from '@eyrie/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import {
  ChartColumn,
  Clapperboard,
  LogOut,
  Moon,
  Mountain,
  RadioReceiver,
  Settings,
  SlidersHorizontal,
  Sun,
  Telescope,
} from 'lucide-react';
import { send } from '../api/http.ts';
import { LiveStream } from '../live/live-stream.tsx';
import { OperationsMark } from '../operations/operations-mark.tsx';
import { ConnectionPill } from './connection-pill.tsx';
import { useTheme } from './theme.ts';

const places = [
  { to: '/', label: 'Fleet', icon: Telescope, exact: true },
  { to: '/sites', label: 'Sites', icon: Mountain, exact: false },
  { to: '/devices', label: 'Devices', icon: RadioReceiver, exact: false },
  { to: '/timelapses', label: 'Timelapses', icon: Clapperboard, exact: false },
  { to: '/account', label: 'Settings', icon: Settings, exact: false },
] as const;

/** Where there is room for it; a phone has it among the settings. */
const widePlaces = [
  ...places.slice(0, -1),
  { to: '/analytics', label: 'Analytics', icon: ChartColumn, exact: false },
  { to: '/configuration', label: 'Configuration', icon: SlidersHorizontal, exact: false },
  ...places.slice(-1),
] as const;

/** The pages of the settings belong to one entry of the navigation. */
const settings = ['/account', '/people', '/api-keys', '/audit', '/data'];

function useIsHere(): (to: string) => 'page' | undefined {
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (to) => (to === '/account' && settings.includes(path) ? 'page' : undefined);
}

/** What stands around every page: navigation, connection, account. Follows the event stream. */
export function Shell({ session }: { session: Session }) {
  return (
    <LiveStream>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        Skip to the content
      </a>
      <div className="md:grid md:grid-cols-[13.5rem_1fr]">
        <Rail session={session} />
        <div className="min-w-0">
          <TopBar session={session} />
          <main id="content" className="mx-auto max-w-7xl px-4 pt-5 pb-28 md:px-8 md:pb-12">
            <Outlet />
          </main>
        </div>
      </div>
      <BottomTabs />
    </LiveStream>
  );
}

function Rail({ session }: { session: Session }) {
  const isHere = useIsHere();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 hidden h-dvh flex-col border-r border-line bg-surface px-3 py-5 md:flex"
    >
      <Link to="/" className="mb-7 flex items-center gap-2.5 px-2 text-lg font-semibold">
        <img src="/favicon.svg" alt="" className="size-8" /> Eyrie
      </Link>
      <ul className="space-y-1">
        {widePlaces.map(({ to, label, icon: Icon, exact }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact }}
              {...(isHere(to) ? { 'aria-current': 'page' as const } : {})}
              className="flex items-center gap-3 rounded-xl px-3 py-2.5 text-sm font-medium text-ink-soft hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
            >
              <Icon aria-hidden className="size-4.5" /> {label}
            </Link>
          </li>
        ))}
      </ul>
      <div className="mt-auto px-2 text-xs text-ink-faint">
        <p className="truncate font-medium text-ink-soft">{session.organisation.name}</p>
        <p className="truncate" title={session.user.email}>
          {session.user.email}
        </p>
      </div>
    </nav>
  );
}

function TopBar({ session }: { session: Session }) {
  const [theme, setTheme] = useTheme();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const logOut = async () => {
    await send('/v1/session', { method: 'DELETE' });
    cache.clear();
    await navigate({ to: '/login' });
  };
  const other = theme === 'dark' ? 'light' : 'dark';
  const button =
    'grid size-11 place-items-center rounded-xl text-ink-soft hover:bg-sunken hover:text-ink';
  return (
    <header className="sticky top-0 z-20 flex h-16 items-center justify-between gap-3 border-b border-line bg-ground/85 px-4 backdrop-blur md:px-8">
      <span className="flex min-w-0 items-center gap-2 md:hidden">
        <img src="/favicon.svg" alt="" className="size-8" />
        <span className="truncate font-semibold">{session.organisation.name}</span>
      </span>
      <span className="hidden truncate text-sm text-ink-faint md:block">
        {session.organisation.name}
      </span>
      <span className="flex items-center gap-1">
        <ConnectionPill />
        <OperationsMark className={button} />
        <button
          type="button"
          className={button}
          onClick={() => setTheme(other)}
          aria-label={`Use the ${other} theme`}
        >
          {theme === 'dark' ? (
            <Sun aria-hidden className="size-5" />
          ) : (
            <Moon aria-hidden className="size-5" />
          )}
        </button>
        <button type="button" className={button} onClick={() => void logOut()} aria-label="Log out">
          <LogOut aria-hidden className="size-5" />
        </button>
      </span>
    </header>
  );
}

function BottomTabs() {
  const isHere = useIsHere();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
    >
      <ul className="grid grid-cols-5">
        {places.map(({ to, label, icon: Icon, exact }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact }}
              {...(isHere(to) ? { 'aria-current': 'page' as const } : {})}
              className="flex h-16 flex-col items-center justify-center gap-1 text-xs font-medium text-ink-faint aria-[current=page]:text-accent"
            >
              <Icon aria-hidden className="size-5" /> {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
