import { sessionSchema } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { LogIn } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { ApiProblem, asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProviderLogIn } from './provider-log-in.tsx';
import { Ridge } from '../elements/ridge.tsx';

const field =
  'mt-1 block w-full rounded-xl border border-line bg-ground px-3.5 py-3 text-base outline-none focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/40';

export function LogInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isSecondStep, setSecondStep] = useState(false);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const logIn = useMutation({
    mutationFn: () =>
      ask(
        '/v1/session',
        sessionSchema,
        asJson('POST', { email, password, ...(code === '' ? {} : { code }) }),
      ),
    onError: (error) => {
      // The password was right; the second step stays until somebody else logs in.
      if (error instanceof ApiProblem && error.problem.code === 'auth.second_factor_required') {
        setSecondStep(true);
      }
    },
    onSuccess: async (session) => {
      cache.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/' });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    logIn.mutate();
  };

  return (
    <main className="relative flex min-h-dvh items-center justify-center overflow-hidden px-4 py-16">
      <Ridge />
      <form
        onSubmit={submit}
        className="relative w-full max-w-sm rounded-3xl border border-line bg-surface/95 p-8 shadow-card backdrop-blur"
      >
        <img src="/favicon.svg" alt="" className="size-12" />
        <h1 className="mt-5 text-2xl font-semibold tracking-tight">Log in to Eyrie</h1>
        <p className="mt-1 text-sm text-ink-soft">Your cameras are up there, capturing.</p>
        <ProviderLogIn />
        <label className="mt-6 block text-sm font-medium">
          E-mail
          <input
            className={field}
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <label className="mt-4 block text-sm font-medium">
          Password
          <input
            className={field}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {isSecondStep ? (
          <label className="mt-4 block text-sm font-medium">
            Code from your authenticator app
            <input
              className={field}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </label>
        ) : null}
        {logIn.isError && !(isSecondStep && code === '') ? (
          <p role="alert" className="mt-4 rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
            {logIn.error.message}
          </p>
        ) : null}
        <button
          type="submit"
          disabled={logIn.isPending}
          className="mt-6 flex min-h-12 w-full items-center justify-center gap-2 rounded-xl bg-accent font-semibold text-accent-ink transition hover:brightness-110 disabled:opacity-60"
        >
          <LogIn aria-hidden className="size-4" />
          {logIn.isPending ? 'Logging in…' : 'Log in'}
        </button>
        <Link
          to="/forgotten-password"
          className="mt-3 flex min-h-11 items-center justify-center text-sm font-medium text-accent hover:underline"
        >
          Forgot your password?
        </Link>
      </form>
    </main>
  );
}
