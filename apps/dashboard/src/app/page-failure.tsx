import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';

export function PageFailure({ error, reset }: ErrorComponentProps) {
  return (
    <main className="mx-auto max-w-lg p-6">
      <Failure error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </main>
  );
}

export function NotFoundPage() {
  return (
    <main className="mx-auto max-w-lg p-6">
      <h1 className="sr-only">Not found</h1>
      <Empty title="There is nothing at this address.">
        <Link to="/" className="font-medium text-accent underline">
          Back to the fleet
        </Link>
      </Empty>
    </main>
  );
}
