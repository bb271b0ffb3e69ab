import type { LongOperation } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cancelOperation, operationQuery } from '../api/operation-queries.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card } from '../elements/card.tsx';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { formatAge } from '../freshness/age.ts';
import { isOperator } from '../settings/rights.ts';
import { OperationProgress } from './operation-progress.tsx';
import { OperationResults } from './operation-results.tsx';
import { kindText, standingText, toneOf } from './operation-words.ts';

export function OperationPage({ operationId }: { operationId: string }) {
  const operation = useQuery(operationQuery(operationId));
  return (
    <>
      <p className="text-sm text-ink-faint">
        <Link to="/operations" className="hover:underline">
          Operations
        </Link>
      </p>
      <Answer query={operation} skeleton={<Skeleton className="h-64" />}>
        {(found) => <OperationView operation={found} />}
      </Answer>
    </>
  );
}

function OperationView({ operation }: { operation: LongOperation }) {
  return (
    <>
      <header className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">{kindText(operation.kind)}</h1>
        <span role="status">
          <Pill tone={toneOf(operation)}>{standingText(operation)}</Pill>
        </span>
      </header>
      <Card className="space-y-5 p-5">
        <OperationProgress operation={operation} />
        {operation.error ? (
          <p className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
            {operation.error.detail ?? operation.error.title}
          </p>
        ) : null}
        <Times operation={operation} />
        {operation.kind === 'organisation.export' && operation.state === 'succeeded' ? (
          <p className="text-sm">
            The archive is among the{' '}
            <Link to="/data" className="font-medium text-accent hover:underline">
              organisation’s data
            </Link>
            .
          </p>
        ) : null}
        {operation.done ? null : <Cancel operation={operation} />}
      </Card>
      <OperationResults operation={operation} />
    </>
  );
}

function Times({ operation }: { operation: LongOperation }) {
  const { created_by, created_at, started_at, finished_at } = operation;
  const took =
    started_at !== null && finished_at !== null
      ? Date.parse(finished_at) - Date.parse(started_at)
      : null;
  const facts: [string, string][] = [
    ['Begun by', created_by],
    ['Asked for', new Date(created_at).toLocaleString()],
    ...(finished_at === null
      ? []
      : [['Ended', new Date(finished_at).toLocaleString()] satisfies [string, string]]),
    ...(took === null
      ? []
      : [['Took', took < 2_000 ? 'a moment' : formatAge(took)] satisfies [string, string]]),
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-ink-faint">{name}</dt>
          <dd className="numbers break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Cancel({ operation }: { operation: LongOperation }) {
  const cache = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const cancel = useMutation({
    mutationFn: () => cancelOperation(operation.id),
    onSuccess: (changed) => cache.setQueryData(['operation', changed.id], changed),
    onSettled: () => cache.invalidateQueries({ queryKey: ['operations'] }),
  });
  if (!isOperator(session)) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        tone="danger"
        disabled={cancel.isPending || operation.cancel_requested}
        onClick={() => cancel.mutate()}
      >
        {operation.cancel_requested ? 'Being cancelled…' : 'Cancel'}
      </Button>
      <span className="text-sm text-ink-faint">What is done stays done.</span>
      <Refusal error={cancel.error} />
    </div>
  );
}
