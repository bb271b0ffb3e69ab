import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheckBig, Clock3, CloudOff } from 'lucide-react';
import type { Need } from './needs-me.ts';

/** @param isCurrent whether what is shown is what is so: without a connection nobody can say that all is well */
export function NeedsList({ needs, isCurrent }: { needs: Need[]; isCurrent: boolean }) {
  if (needs.length === 0 && !isCurrent) {
    return (
      <p className="flex items-center gap-2 rounded-2xl bg-sunken px-4 py-3 text-sm font-medium text-ink-faint">
        <CloudOff aria-hidden className="size-5 shrink-0" />
        Nothing needed you when the cloud was last heard. What is shown is as of then.
      </p>
    );
  }
  if (needs.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-2xl bg-good-ground px-4 py-3 text-sm font-medium text-good">
        <CircleCheckBig aria-hidden className="size-5 shrink-0" />
        Nothing needs you. Every site reports and every camera captures.
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
      {needs.slice(0, 8).map((need) => (
        <li key={need.key}>
          <NeedLink need={need} />
        </li>
      ))}
      {needs.length > 8 ? (
        <li className="px-4 py-3 text-sm text-ink-faint">and {needs.length - 8} more</li>
      ) : null}
    </ul>
  );
}

function NeedLink({ need }: { need: Need }) {
  const Icon = need.severity === 'bad' ? CircleAlert : Clock3;
  const look = 'flex min-h-12 items-center gap-3 px-4 py-2.5 text-sm hover:bg-sunken';
  const body = (
    <>
      <Icon
        aria-hidden
        className={`size-5 shrink-0 ${need.severity === 'bad' ? 'text-bad' : 'text-late'}`}
      />
      {need.sentence}
    </>
  );
  switch (need.link.kind) {
    case 'site':
      return (
        <Link to="/sites/$siteId" params={{ siteId: need.link.id }} className={look}>
          {body}
        </Link>
      );
    case 'device':
      return (
        <Link to="/devices/$deviceId" params={{ deviceId: need.link.id }} className={look}>
          {body}
        </Link>
      );
    case 'camera':
      return (
        <Link to="/cameras/$cameraId" params={{ cameraId: need.link.id }} className={look}>
          {body}
        </Link>
      );
  }
}
