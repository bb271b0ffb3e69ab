import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Check, CircleAlert, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { commandQuery, frameQuery } from '../api/queries.ts';
import { CameraPicture } from '../cameras/camera-picture.tsx';
import { captureProgress, captureSteps, frameIdOf, verdictOf } from './capture-steps.ts';

/** One capture that somebody asked for: how far it is, then its picture and what is wrong with it. */
export function CaptureRun({ camera, commandId }: { camera: Camera; commandId: string }) {
  const command = useQuery(commandQuery(commandId)).data;
  const frameId = frameIdOf(command);
  const found = useQuery({ ...frameQuery(frameId ?? ''), enabled: frameId !== null }).data;
  const frame = found ?? null;
  const [isShown, setShown] = useState(false);
  const { done, failure } = captureProgress({ command, frame, isShown });
  return (
    <div className="space-y-3">
      <ol aria-label="The way of the frame" className="grid grid-cols-4 gap-1.5">
        {captureSteps.map((step, index) => (
          <li key={step} className="min-w-0 text-center">
            <span
              aria-hidden
              className={`block h-1.5 rounded-full ${index < done ? 'bg-accent' : 'bg-line'}`}
            />
            <span
              className={`mt-1.5 flex items-center justify-center gap-1 text-xs max-sm:flex-col max-sm:gap-0.5 ${index < done ? 'font-medium' : 'text-ink-soft'}`}
            >
              {index < done ? (
                <Check aria-label="done:" className="size-3.5 shrink-0 text-good" />
              ) : index === done && failure === null ? (
                <LoaderCircle
                  aria-label="under way:"
                  className="size-3.5 shrink-0 animate-spin text-accent motion-reduce:animate-none"
                />
              ) : null}
              <span>{step}</span>
            </span>
          </li>
        ))}
      </ol>
      {failure === null ? null : (
        <p role="alert" className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
          No frame: {failure}
        </p>
      )}
      {frame ? (
        <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <CameraPicture
            frame={frame}
            large
            alt={`The frame that was asked for of ${camera.name}`}
            onShown={() => setShown(true)}
            className="aspect-video w-full overflow-hidden rounded-xl"
          />
          <VerdictView {...verdictOf(frame)} />
        </div>
      ) : null}
      <p className="sr-only" role="status">
        {failure ?? (done === 0 ? 'Asked for.' : `${captureSteps[done - 1]}.`)}
      </p>
    </div>
  );
}

function VerdictView({ isGood, sentences }: ReturnType<typeof verdictOf>) {
  const [first, ...others] = sentences;
  return (
    <div
      className={`rounded-xl px-3.5 py-3 text-sm ${isGood ? 'bg-good-ground' : 'bg-late-ground'}`}
    >
      <p className={`flex gap-2 font-medium ${isGood ? 'text-good' : 'text-late'}`}>
        {isGood ? (
          <Check aria-hidden className="mt-0.5 size-4 shrink-0" />
        ) : (
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        )}
        {first}
      </p>
      {others.map((sentence) => (
        <p key={sentence} className="mt-1 pl-6 text-ink-soft">
          {sentence}
        </p>
      ))}
    </div>
  );
}
