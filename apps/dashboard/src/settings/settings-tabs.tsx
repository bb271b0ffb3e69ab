import type { Session } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  ChartColumn,
  Database,
  Building2,
  KeyRound,
  ScrollText,
  SlidersHorizontal,
  UserRound,
  UsersRound,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { sessionQuery } from '../api/queries.ts';

const tabs = [
  { to: '/account', label: 'Account', icon: UserRound, for: () => true },
  { to: '/people', label: 'People', icon: UsersRound, for: isWhole },
  { to: '/api-keys', label: 'API keys', icon: KeyRound, for: isAdmin },
  { to: '/login-provider', label: 'Single sign-on', icon: Building2, for: isOwner },
  { to: '/configuration', label: 'Configuration', icon: SlidersHorizontal, for: () => true },
  { to: '/analytics', label: 'Analytics', icon: ChartColumn, for: () => true },
  { to: '/data', label: 'Data', icon: Database, for: isWhole },
  { to: '/audit', label: 'Audit', icon: ScrollText, for: isAdmin },
] as const;

/** Whether the role is granted for the whole organisation. */
function isWhole(session: Session): boolean {
  return session.site_ids === null;
}

export function isAdmin(session: Session): boolean {
  return isWhole(session) && (session.role === 'owner' || session.role === 'admin');
}

function isOwner(session: Session): boolean {
  return isWhole(session) && session.role === 'owner';
}

/** The pages about people and access; each sees those that are for them. */
export function SettingsTabs() {
  const session = useQuery(sessionQuery).data;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone they do not all fit: the one that is open is among those that are seen.
    const open = nav.current?.querySelector('[aria-current=page]');
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [session]);
  if (!session) return null;
  return (
    <nav ref={nav} aria-label="Settings" className="mb-6 overflow-x-auto">
      <h1 className="sr-only">Settings</h1>
      <ul className="flex gap-1 border-b border-line">
        {tabs
          .filter((tab) => tab.for(session))
          .map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                className="-mb-px flex min-h-11 items-center gap-2 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-ink-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent sm:px-4"
              >
                <Icon aria-hidden className="hidden size-4 sm:block" /> {label}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}
