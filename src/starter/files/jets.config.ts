import { defineConfig } from 'jets-deploy';

export default defineConfig({
  name: 'my-app',
  region: 'us-east-1',
  function: { memorySize: 256, timeout: 10 },
});
