import { cameraSchema, siteSchema } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { ask } from '../api/http.ts';
import { Button, Refusal } from '../elements/form.tsx';
import { useNow } from '../freshness/use-now.ts';
import { forgetThing, pathOf, restorableUntil, type ArchivedThing } from './archived-thing.ts';

interface ArchivedNoticeProps {
  readonly thing: ArchivedThing;
  readonly archivedAt: string;
  /** Who may not is told who can. */
  readonly mayRestore: boolean;
}

/** Says of something on screen that it was put away, and how it comes back. */
export function ArchivedNotice({ thing, archivedAt, mayRestore }: ArchivedNoticeProps) {
  const cache = useQueryClient();
  const restore = useMutation({
    mutationFn: async () => {
      const headers = { 'if-match': `"${thing.revision}"` };
      const path = `${pathOf(thing)}/restore`;
      await (thing.kind === 'camera'
        ? ask(path, cameraSchema, { method: 'POST', headers })
        : ask(path, siteSchema, { method: 'POST', headers }));
      await forgetThing(cache, thing);
    },
  });
  const until = restorableUntil(archivedAt);
  const isOver = until.getTime() <= useNow();
  return (
    <section className="mb-4 rounded-2xl border border-line bg-sunken p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="flex items-center gap-2 text-sm">
          <Archive aria-hidden className="size-4 shrink-0" />
          <span>
            This {thing.kind} was put away on {new Date(archivedAt).toLocaleDateString()}. Its
            pictures stay.{' '}
            {isOver
              ? 'It cannot be taken back any more.'
              : `It can be taken back until ${until.toLocaleDateString()}${mayRestore ? '.' : ', by an admin.'}`}
          </span>
        </p>
        {mayRestore && !isOver ? (
          <Button disabled={restore.isPending} onClick={() => restore.mutate()}>
            {restore.isPending ? 'Taking it back…' : 'Take it back'}
          </Button>
        ) : null}
      </div>
      <Refusal error={restore.error} />
    </section>
  );
}
