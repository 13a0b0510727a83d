#!/usr/bin/env bash
# Ed25519 on one thread: what the providers that Java has check and make in a second, side by side. Amazon Corretto Crypto
# Provider is no dependency of DARM: it is fetched for this bench alone, where it has a build for this machine.
. "$(dirname "$0")/lib.sh"
accp_version=2.5.0
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) classifier=linux-x86_64 ;;
  Linux-aarch64) classifier=linux-aarch_64 ;;
  *) classifier= ;;
esac
if [ -n "$classifier" ]; then
  accp=${MAVEN_REPOSITORY:-$HOME/.m2/repository}/software/amazon/cryptools/AmazonCorrettoCryptoProvider
  accp=$accp/$accp_version/AmazonCorrettoCryptoProvider-$accp_version-$classifier.jar
  [ -f "$accp" ] || mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get -Dtransitive=false \
    "-Dartifact=software.amazon.cryptools:AmazonCorrettoCryptoProvider:$accp_version:jar:$classifier" >&2 || true
fi
prepare
conditions
"$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -cp "target/test-classes:target/darm.jar:${accp:-}" dev.darm.bench.SignatureBench
