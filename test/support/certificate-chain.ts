/** Shell commands that make a root, an intermediate and server certificates for www.example.net in the current folder. */
export const CERTIFICATE_CHAIN = `
set -e
root() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj '/CN=Rig Root' -days 30 -addext basicConstraints=critical,CA:TRUE; }
sign() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr -subj "/CN=$2"; openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -CAcreateserial -out $1.pem -days $4 -extfile $1.ext; }
root
printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\n' >inter.ext
sign inter 'Rig Intermediate' root 30
printf 'subjectAltName=DNS:www.example.net\\nauthorityInfoAccess=OCSP;URI:http://ocsp.example.net,caIssuers;URI:http://ca.example.net/i.crt\\n' >leaf.ext
sign leaf www.example.net inter 90
printf 'subjectAltName=DNS:www.example.net\\n' >plain.ext
sign plain www.example.net inter 90
cp plain.ext brief.ext
sign brief www.example.net inter 5
cat >dated.conf <<'END'
[ca]
default_ca = dated
[dated]
database = dated.index
serial = dated.serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
x509_extensions = own
[any]
commonName = supplied
[own]
subjectAltName = DNS:www.example.net
END
: >dated.index; echo 77 >dated.serial
dated() { openssl ca -batch -notext -config dated.conf -in plain.csr -cert inter.pem -keyfile inter.key -startdate $2 -enddate $3 -out $1.pem; cat $1.pem inter.pem >$1-full.pem; }
dated past 20200101000000Z 20210101000000Z
dated future 20480101000000Z 20490101000000Z
cat plain.pem inter.pem >plain-full.pem
cat leaf.pem inter.pem >full.pem
cat brief.pem inter.pem root.pem >brief-full.pem
`;
