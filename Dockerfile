# Written where there is no Docker engine: this was not built. What it runs was run as processes, see docs/http-topology.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

# The command is bundled; only what --redis asks for is installed beside it.
FROM node:24-bookworm-slim AS peers
WORKDIR /app
RUN npm init -y > /dev/null && npm install --omit=dev --no-audit --no-fund ioredis@6.0.0

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=peers /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/package.json /build/LICENSE ./
# Replicas that share --file-dir must have the same user; others may not write there, or the server refuses it.
RUN mkdir -m 0700 /files && chown 10001:10001 /files
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve", "--http", "--host", "0.0.0.0", "--auth", "scale-key", "--behind-tls-proxy", "--file-dir", "/files/store"]
