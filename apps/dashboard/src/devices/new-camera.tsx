import { cameraSchema, type Device } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask } from '../api/http.ts';
import { Button, Choice, Refusal, TextField } from '../elements/form.tsx';

/** The camera on a worker's own connector, at an interval; the rest is a matter of its configuration. */
export function NewCamera({ workers }: { workers: readonly Device[] }) {
  const cache = useQueryClient();
  const [deviceId, setDeviceId] = useState(workers[0]?.id ?? '');
  const [name, setName] = useState('');
  const [seconds, setSeconds] = useState('60');
  const add = useMutation({
    mutationFn: () => {
      const schedule = { type: 'interval', name: 'always', intervalSeconds: Number(seconds) };
      const configuration = { name, driver: { type: 'rpicam' }, schedules: [schedule] };
      const body = { device_id: deviceId, configuration };
      return ask('/v1/cameras', cameraSchema, asJson('POST', body));
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['cameras'] });
      await cache.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label="Name of the camera"
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label="Worker"
          value={deviceId}
          options={workers.map((worker) => ({ value: worker.id, text: worker.name }))}
          onChoose={setDeviceId}
        />
        <TextField
          label="A frame every (seconds)"
          type="number"
          required
          min={1}
          max={86_400}
          value={seconds}
          onChange={(event) => setSeconds(event.target.value)}
        />
      </div>
      <Refusal error={add.error} />
      <Button type="submit" tone="primary" disabled={add.isPending}>
        {add.isPending ? 'Adding it…' : 'Add the camera'}
      </Button>
    </form>
  );
}
