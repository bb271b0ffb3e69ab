import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run -w @eyrie/dashboard dev` serves the sources and passes API calls on to a running fleet.
const cloud = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@eyrie/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2023', sourcemap: true, assetsInlineLimit: 0 },
  server: { proxy: { '/v1': cloud, '/events': cloud } },
});
