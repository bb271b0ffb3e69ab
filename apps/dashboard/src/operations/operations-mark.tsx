import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { openOperationsQuery } from '../api/operation-queries.ts';

/** The way to the operations from every page, with how many are open. */
export function OperationsMark({ className }: { className: string }) {
  const open = useQuery(openOperationsQuery).data ?? 0;
  return (
    <Link
      to="/operations"
      className={`relative ${className}`}
      aria-label={open === 0 ? 'Operations' : `Operations, ${open} open`}
    >
      <ListChecks aria-hidden className="size-5" />
      {open > 0 ? (
        <span
          aria-hidden
          className="numbers absolute top-1 right-1 grid min-w-4.5 place-items-center rounded-full bg-accent px-1 text-xs leading-4.5 font-semibold text-accent-ink"
        >
          {open}
        </span>
      ) : null}
    </Link>
  );
}
