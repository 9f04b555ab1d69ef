/** A server of the played registry whose image the played image registry has: two specs speak of it. */

/** It speaks MCP, at this port and path of its container. */
export const FORECASTS_IMAGE = `${process.env.E2E_IMAGES ?? ''}/mcp/weather`;
export const FORECASTS_PORT = 8080;
export const FORECASTS_PATH = '/cgi-bin/mcp';

export const FORECASTS = {
  // Of now: a later reading asks for changes alone.
  updatedAt: new Date().toISOString(),
  server: {
    name: 'io.test/forecasts',
    title: 'Forecasts',
    version: '1.2.0',
    description: 'The weather of any town',
    packages: [
      {
        registryType: 'oci',
        identifier: FORECASTS_IMAGE,
        version: '1',
        transport: { type: 'streamable-http', url: `http://localhost:${FORECASTS_PORT}${FORECASTS_PATH}` },
        environmentVariables: [{ name: 'WEATHER_KEY', isRequired: true, isSecret: true }],
      },
    ],
    remotes: [{ type: 'streamable-http', url: 'https://forecasts.example.com/mcp' }],
  },
};
