import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/http.ts';
import { loadPagesAhead } from './app/lazy-page.ts';
import { createAppRouter } from './app/router.tsx';
import './app/theme.css';
import { startTheme } from './shell/theme.ts';

startTheme();

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; what could not be reached is worth asking again.
      retry: (failures, error) =>
        failures < 3 && !(error instanceof ApiProblem && error.problem.status < 500),
      // A browser that thinks itself offline may reach a cloud in the same network; and where it cannot,
      // a page says so and does not wait without a word.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
});
const container = document.querySelector('#root');
if (!container) throw new Error('index.html has no #root.');

createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={createAppRouter(cache)} />
    </QueryClientProvider>
  </StrictMode>,
);

/** Long enough for the first page to have the network to itself. */
const aheadAfterMs = 3_000;
setTimeout(() => void loadPagesAhead(), aheadAfterMs);
