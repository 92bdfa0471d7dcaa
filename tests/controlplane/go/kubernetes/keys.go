package main

import (
	"net"
	"os"
	"path/filepath"

	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
)

// writeKeys puts into a folder what an API server on the loopback address needs: serving.crt, which is its own
// authority and which clients check, serving.key, and service-accounts.key, which signs tokens. The certificate also
// holds for other host names that are given.
func writeKeys(folder string, hosts []string) error {
	names := append([]string{"localhost"}, hosts...)
	certificate, key, err := cert.GenerateSelfSignedCertKey("127.0.0.1", []net.IP{net.IPv4(127, 0, 0, 1)}, names)
	if err != nil {
		return err
	}
	signing, err := keyutil.MakeEllipticPrivateKeyPEM()
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"serving.crt":          certificate,
		"serving.key":          key,
		"service-accounts.key": signing,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
