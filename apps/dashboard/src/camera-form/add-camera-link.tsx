import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { sessionQuery } from '../api/queries.ts';
import { isOperator } from '../settings/rights.ts';

/** To the form; nothing for who may only look. */
export function AddCameraLink({ site, worker }: { site?: string; worker?: string }) {
  const session = useQuery(sessionQuery).data;
  if (!isOperator(session)) return null;
  return (
    <Link
      to="/cameras/new"
      search={{ site, worker }}
      className="inline-flex min-h-11 items-center gap-1.5 rounded-xl border border-line bg-surface px-3.5 text-sm font-medium text-ink hover:bg-sunken"
    >
      <Plus aria-hidden className="size-4" /> Add a camera
    </Link>
  );
}
