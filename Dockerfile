# Not built where it was written, since there was no Docker engine. What it runs was run as processes: docs/http-topology.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

# The command is a bundle; only what --redis asks for stands beside it. The version is package.json's, and what it
# needs in turn is package-lock.json's.
FROM node:24-bookworm-slim AS peers
WORKDIR /peers
COPY package.json package-lock.json ./
RUN npm pkg set "dependencies.ioredis=$(npm pkg get devDependencies.ioredis | tr -d '"')" \
  && npm pkg delete devDependencies peerDependencies peerDependenciesMeta \
  && npm install --omit=dev --ignore-scripts --no-audit --no-fund

# Not distroless: a preStop hook needs a sleep, and whoever looks into a container that runs needs a shell.
FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=peers /peers/node_modules ./node_modules
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/dist ./dist
# A volume for --file-dir that is mounted here takes over its owner. Others may not write to it, or the server refuses it.
RUN mkdir -m 0700 /files && chown 10001:10001 /files
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve", "--http", "--host", "0.0.0.0", "--auth", "scale-key", "--behind-tls-proxy"]
