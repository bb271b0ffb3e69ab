import type { Camera, Device, Session, Site } from '@eyrie/contracts';
import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { NewClaim } from '../devices/new-claim.tsx';
import { NewCamera } from '../camera-form/new-camera.tsx';
import { Card } from '../elements/card.tsx';
import { isOperator } from '../settings/rights.ts';
import { isAdmin } from '../settings/settings-tabs.tsx';
import { NewSite } from '../sites/new-site.tsx';
import { nextStep, steps, type Step } from './steps.ts';

interface FirstStepsProps {
  readonly session: Session;
  readonly sites: readonly Site[];
  readonly devices: readonly Device[];
  readonly cameras: readonly Camera[];
}

const titles: Readonly<Record<Step, string>> = {
  site: 'Make a site',
  coordinator: 'Bring a coordinator',
  worker: 'Bring a worker',
  camera: 'Add a camera',
  frame: 'See the first frame',
};

const says: Readonly<Record<Step, string>> = {
  site: 'A site is one place with its own small network. Its place tells the schedules when the sun rises there.',
  coordinator:
    'A coordinator speaks for the site. Write its claim on the card of a Raspberry Pi and start it: it comes by itself, and this page goes on.',
  worker:
    'A worker captures with its cameras and keeps what it has until the cloud has it. It gets a claim of its own.',
  camera:
    'On the connector of the worker, on USB, or in the network. All of it can be changed at any time.',
  frame: 'The worker has its schedule. The first frame appears here as soon as it is taken.',
};

/** What to do next in an organisation that has no frame yet; nothing in any other. */
export function FirstSteps({ session, ...fleet }: FirstStepsProps) {
  const step = nextStep(fleet);
  if (step === null) return null;
  const doneBefore = steps.indexOf(step);
  return (
    <section aria-labelledby="first-steps" className="mt-5">
      <Card className="p-5 sm:p-6">
        <h2 id="first-steps" className="text-lg font-semibold tracking-tight">
          Five steps to the first picture
        </h2>
        <ol className="mt-4 space-y-1">
          {steps.map((one, index) => (
            <li
              key={one}
              aria-current={one === step ? 'step' : undefined}
              className="rounded-xl px-2 py-2.5"
            >
              <p
                className={`flex items-center gap-3 text-sm font-medium ${one === step ? '' : 'text-ink-soft'}`}
              >
                <Mark number={index + 1} isDone={index < doneBefore} isNow={one === step} />
                {titles[one]}
                {index < doneBefore ? <span className="sr-only">(done)</span> : null}
              </p>
              {one === step ? (
                <div className="mt-2 space-y-4 sm:pl-10">
                  <p className="max-w-prose text-sm text-ink-soft">{says[one]}</p>
                  <StepWork step={one} session={session} fleet={fleet} />
                </div>
              ) : null}
            </li>
          ))}
        </ol>
      </Card>
    </section>
  );
}

function Mark({ number, isDone, isNow }: { number: number; isDone: boolean; isNow: boolean }) {
  const look = isDone
    ? 'bg-good-ground text-good'
    : isNow
      ? 'bg-accent text-accent-ink'
      : 'bg-sunken text-ink-soft';
  return (
    <span
      aria-hidden
      className={`numbers grid size-7 shrink-0 place-items-center rounded-full text-xs ${look}`}
    >
      {isDone ? <Check className="size-4" /> : number}
    </span>
  );
}

/** From here on the camera's own page shows how it goes. */
function FirstCamera({ workers }: { workers: readonly Device[] }) {
  const navigate = useNavigate();
  return (
    <NewCamera
      workers={workers}
      onAdded={({ id }) =>
        void navigate({
          to: '/cameras/$cameraId',
          params: { cameraId: id },
          search: { first: true },
        })
      }
    />
  );
}

interface StepWorkProps {
  readonly step: Step;
  readonly session: Session;
  readonly fleet: Omit<FirstStepsProps, 'session'>;
}

/** The form of the step; who may not do it is told who can. */
function StepWork({ step, session, fleet }: StepWorkProps): ReactNode {
  const [site] = fleet.sites;
  const mayDo = step === 'camera' ? isOperator(session) : isAdmin(session);
  if (step === 'frame') return null;
  if (!mayDo) {
    return (
      <p className="rounded-xl bg-sunken px-3.5 py-2.5 text-sm">
        {step === 'camera' ? 'An operator, admin or owner' : 'An admin or owner'} of{' '}
        {session.organisation.name} does this; you may look. This page goes on by itself.
      </p>
    );
  }
  if (step === 'site') return <NewSite />;
  if (step === 'camera') {
    const workers = fleet.devices.filter(({ role }) => role === 'worker');
    return <FirstCamera workers={workers} />;
  }
  return site ? <NewClaim key={step} siteId={site.id} role={step} /> : null;
}
