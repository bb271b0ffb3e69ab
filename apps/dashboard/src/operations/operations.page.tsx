import { operationStateSchema, type LongOperation, type OperationState } from '@eyrie/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { operationsQuery } from '../api/operation-queries.ts';
import { Failure, Skeleton } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';
import { Button, Choice, Pill } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { OperationProgress } from './operation-progress.tsx';
import { countText, kindText, standingText, stateWords, toneOf } from './operation-words.ts';

const stateOptions = [
  { value: 'all', text: 'All' },
  ...operationStateSchema.options.map((value) => ({ value, text: stateWords[value] })),
] as const;

/** Work that takes longer than a request: what runs, and what ran in the last 30 days. */
export function OperationsPage({ state }: { state: OperationState | undefined }) {
  const operations = useInfiniteQuery(operationsQuery(state));
  const navigate = useNavigate();
  const items = operations.data?.pages.flatMap((page) => page.items);
  const show = (value: (typeof stateOptions)[number]['value']) =>
    void navigate({
      to: '/operations',
      search: { state: value === 'all' ? undefined : value },
      replace: true,
    });
  return (
    <>
      <header className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">Operations</h1>
          <p className="text-sm text-ink-faint">
            Work that takes a while. It goes on when you leave, and is kept for 30 days.
          </p>
        </div>
        <div className="w-40">
          <Choice
            label="State"
            isLabelHidden
            value={state ?? 'all'}
            options={stateOptions}
            onChoose={show}
          />
        </div>
      </header>
      {items ? (
        <OperationList items={items} state={state} />
      ) : operations.isError ? (
        <Failure error={operations.error} retry={() => void operations.refetch()} />
      ) : (
        <Skeleton className="h-64" />
      )}
      {operations.hasNextPage ? (
        <div className="mt-4 text-center">
          <Button
            disabled={operations.isFetchingNextPage}
            onClick={() => void operations.fetchNextPage()}
          >
            Show older ones
          </Button>
        </div>
      ) : null}
    </>
  );
}

interface OperationListProps {
  items: readonly LongOperation[];
  state: OperationState | undefined;
}

function OperationList({ items, state }: OperationListProps) {
  if (items.length === 0) {
    return (
      <Empty title={state ? 'None is in that state.' : 'Nothing takes long at the moment.'}>
        Choose several among the{' '}
        <Link to="/devices" className="font-medium text-accent underline">
          devices
        </Link>{' '}
        to have them do something together: it is followed here.
      </Empty>
    );
  }
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
      {items.map((operation) => (
        <li key={operation.id}>
          <Link
            to="/operations/$operationId"
            params={{ operationId: operation.id }}
            className="block space-y-2 px-5 py-4 hover:bg-sunken"
          >
            <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <span className="font-medium">{kindText(operation.kind)}</span>
              <Pill tone={toneOf(operation)}>{standingText(operation)}</Pill>
            </span>
            <span className="numbers flex flex-wrap justify-between gap-x-4 text-sm text-ink-faint">
              <span>
                {operation.created_by}, <AgeText since={operation.created_at} />
              </span>
              {operation.done ? <span>{countText(operation.progress)}</span> : null}
            </span>
            {operation.done ? null : <OperationProgress operation={operation} />}
          </Link>
        </li>
      ))}
    </ul>
  );
}
