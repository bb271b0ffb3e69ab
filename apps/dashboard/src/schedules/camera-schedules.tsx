import { cameraSchema, type Camera } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, ask, asJson } from '../api/http.ts';
import { cameraQuery } from '../api/queries.ts';
import { Meanwhile } from '../editing/meanwhile-notice.tsx';
import { Button, Form, Refusal } from '../elements/form.tsx';
import { checkDrafts, draftOf, schedulesOf, type ScheduleDraft } from './schedule-draft.ts';
import { ScheduleList } from './schedule-list.tsx';
import { saySchedules } from './schedule-words.ts';
import { usePlace } from './use-place.ts';

type Schedules = Camera['schedules'];
type Seen = Pick<Camera, 'revision' | 'schedules'>;

const labels = { schedules: 'Schedules' };
const fieldsOf = (schedules: Schedules) => ({ schedules: saySchedules(schedules) });

/** When a camera captures, with the form to change it. */
export function SchedulesForm({ camera, done }: { camera: Camera; done: () => void }) {
  const cache = useQueryClient();
  const place = usePlace(camera.site_id);
  const [before, setBefore] = useState<Seen>(camera);
  const [drafts, setDrafts] = useState<readonly ScheduleDraft[]>(() =>
    camera.schedules.map(draftOf),
  );
  const [theirs, setTheirs] = useState<Seen | null>(null);
  const checked = checkDrafts(drafts);
  const schedules = schedulesOf(checked);

  const send = useMutation({
    /** Null where it is saved, else how somebody else has set the camera meanwhile. */
    mutationFn: async (wish: { onto: Seen; schedules: Schedules }): Promise<Seen | null> => {
      const path = `/v1/cameras/${camera.id}`;
      const body = { configuration: { schedules: wish.schedules } };
      try {
        const init = asJson('PATCH', body, wish.onto.revision);
        cache.setQueryData(['camera', camera.id], await ask(path, cameraSchema, init));
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.status !== 412) throw error;
        return cache.query({ ...cameraQuery(camera.id), staleTime: 0 });
      }
      await cache.invalidateQueries({ queryKey: ['cameras'] });
      return null;
    },
    onSuccess: (other, wish) => {
      if (!other) {
        done();
        return;
      }
      // Something else of the camera changed, its name perhaps: that is no reason to ask a person.
      const isSame = saySchedules(other.schedules) === saySchedules(wish.onto.schedules);
      if (isSame) send.mutate({ onto: other, schedules: wish.schedules });
      else setTheirs(other);
    },
  });

  return (
    <Form onSubmit={() => schedules && send.mutate({ onto: before, schedules })}>
      <ScheduleList drafts={drafts} checked={checked} place={place} onDrafts={setDrafts} />
      <Refusal error={send.error} />
      {theirs && schedules ? (
        <Meanwhile
          labels={labels}
          before={fieldsOf(before.schedules)}
          mine={fieldsOf(schedules)}
          theirs={fieldsOf(theirs.schedules)}
          isPending={send.isPending}
          keepMine={() => send.mutate({ onto: theirs, schedules })}
          takeTheirs={() => {
            setBefore(theirs);
            setDrafts(theirs.schedules.map(draftOf));
            setTheirs(null);
          }}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" disabled={!schedules || send.isPending}>
            {send.isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button onClick={done}>Leave it</Button>
          {schedules ? null : (
            <p className="text-sm text-bad">Something above is not as it can be.</p>
          )}
        </div>
      )}
    </Form>
  );
}
