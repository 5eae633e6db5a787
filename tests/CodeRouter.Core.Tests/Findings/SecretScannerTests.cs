using System.Text;
using CodeRouter.Core.Findings;
using CodeRouter.Core.Findings.Secrets;
using Xunit;

namespace CodeRouter.Core.Tests.Findings;

public sealed class SecretScannerTests
{
    private const string Random62 = "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMwMlKjIeUq3Zr7Kx2LmT9vWb4Ns8Yp3Hd6Gf1Jc5Qa0EuRi";

    public static TheoryData<string> KnownTypes() => [.. KnownShapes.All.Select(s => s.Mark)];

    [Theory]
    [MemberData(nameof(KnownTypes))]
    public void A_key_of_every_known_form_is_found_wherever_it_stands(string mark)
    {
        var shape = KnownShapes.All.First(s => s.Mark == mark);
        string key = Made(shape);
        foreach (string around in (string[])["{0}", "key: {0}", "const k = \"{0}\";", "curl -H 'x: {0}' https://a.example", "line one\n{0}\nline three", "\"a\\n{0}\\n\""])
        {
            string text = around.Replace("{0}", key, StringComparison.Ordinal);
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            int at = text.IndexOf(key, StringComparison.Ordinal);
            Assert.True(found.Any(f => f.Start == at && f.End == at + key.Length), $"{shape.Type} in {around}: {key} → {string.Join(", ", found.Select(f => $"{f.Type} {text[f.Start..f.End]}"))}");
        }
    }

    [Theory]
    [InlineData("DATABASE_URL=postgres://app:Xk29fQz1@db.internal:5432/shop", "Xk29fQz1")]
    [InlineData("mongodb+srv://svc:p%40ss-7Qm@cluster0.mongodb.net/x", "p%40ss-7Qm")]
    [InlineData("password = \"Winter!2031x\"", "Winter!2031x")]
    [InlineData("DB_PASSWORD=kB7#tt0q", "kB7#tt0q")]
    [InlineData("password: kB7&tt0q\n", "kB7&tt0q")]
    [InlineData("db:\n  password: W1nter;20,x31\n  port: 1", "W1nter;20,x31")]
    [InlineData("export DB_PASSWORD=W1nter|20]x31", "W1nter|20]x31")]
    [InlineData("password=W1nter20x31,\n", "W1nter20x31")]
    [InlineData("password=W1nter20x31;server=a", "W1nter20x31")]
    [InlineData("deploy --password 'kB7&tt0q' --yes", "kB7&tt0q")]
    [InlineData("deploy --password kB7&tt0q", "kB7&tt0q")]
    [InlineData("DB_PASSWORD=W1nter20x31&&run", "W1nter20x31")]
    [InlineData("user=bob&password=W1nter20x31&grant_type=password", "W1nter20x31")]
    [InlineData("password=W1nter20x31&grant_type=password", "W1nter20x31")]
    [InlineData("<b>password=W1nter20x31&quot;</b>", "W1nter20x31")]
    [InlineData("https://a.example/api?key=q7Zr2Kx9LmT4vWb8Ns3Yp6Hd&page=2", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("the password is Tr1cky!Horse", "Tr1cky!Horse")]
    [InlineData("пароль: zR9$kkw2", "zR9$kkw2")]
    [InlineData("curl -u admin:q8Rz11aa https://a.example/x", "q8Rz11aa")]
    [InlineData("mysql -u root -pR2d2C3po! shop", "R2d2C3po!")]
    [InlineData("Authorization: Basic dXNlcjpxOFJ6MTFhYTl4", "dXNlcjpxOFJ6MTFhYTl4")]
    [InlineData("\"apiKey\": \"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\"", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("aws_secret_access_key = wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO", "wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO")]
    public void A_secret_is_known_by_what_it_is_given_to(string text, string secret)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.Equal([secret], found.Select(f => text[f.Start..f.End]));
    }

    [Theory]
    // Files and settings
    [InlineData("SMTP_PASS=kB7#tt0q", "kB7#tt0q")]
    [InlineData("auth: { user: 'mailer', pass: 'zzTop4ever' }", "zzTop4ever")]
    [InlineData("export DB_PASSWORD=sunflower77\nexport DB_USER=shop", "sunflower77")]
    [InlineData("database:\n  user: shop\n  password: sunflower77\n  port: 5432", "sunflower77")]
    [InlineData("<server>\n  <id>nexus</id>\n  <password>sunflower77</password>\n</server>", "sunflower77")]
    [InlineData("<add key=\"ClearTextPassword\" value=\"sunflower77\" />", "sunflower77")]
    [InlineData("<property name=\"hibernate.connection.password\" value=\"sunflower77\"/>", "sunflower77")]
    [InlineData("define( 'DB_PASSWORD', 'sunflower77' );", "sunflower77")]
    [InlineData("administrator_login_password = \"correctHorse\"", "correctHorse")]
    [InlineData("APP_KEY=base64:q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy=", "base64:q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy=")]
    [InlineData("Ocp-Apim-Subscription-Key: 8d0f3b6e2a914c57b1e09f7d46c2a3e5", "8d0f3b6e2a914c57b1e09f7d46c2a3e5")]
    [InlineData("Server=tcp:db.internal,1433;User Id=shop;Password=moonlit;Encrypt=true", "moonlit")]
    [InlineData("db.internal:5432:shop:app:moonlit7\n", "moonlit7")]
    [InlineData("*:*:*:app:moonlit7", "moonlit7")]
    [InlineData("alice:$apr1$r31x2k9q$Hq7Zr2Kx9LmT4vWb8Ns3Y.", "$apr1$r31x2k9q$Hq7Zr2Kx9LmT4vWb8Ns3Y.")]
    [InlineData("root:$6$n3Yp6Hd1$Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMwMlKjIeUq3Zr7Kx2LmT9vWb4Ns8Yp3Hd6Gf1Jc5Qa0EuRiOoPtAyDkF:19000:0:99999:7:::", "$6$n3Yp6Hd1$Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMwMlKjIeUq3Zr7Kx2LmT9vWb4Ns8Yp3Hd6Gf1Jc5Qa0EuRiOoPtAyDkF")]
    [InlineData("{\"name\": \"DB_PASSWORD\", \"value\": \"sunflower77\"}", "sunflower77")]
    [InlineData("env:\n  - name: DB_PASSWORD\n    value: \"sunflower77\"\n", "sunflower77")]
    [InlineData("Endpoint=sb://shop.servicebus.example/;SharedAccessKeyName=Root;SharedAccessKey=q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy=", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAy=")]
    [InlineData("ENV DB_PASSWORD sunflower77", "sunflower77")]
    [InlineData("git clone https://q7Zr2Kx9LmT4vWb8Ns3Yp6Hd@git.corp-shop.de/a.git", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("{\"password\": \"kB7\\\"tt0q!\"}", "kB7\\\"tt0q!")]
    [InlineData("CREATE USER shop WITH PASSWORD 'sunflower77';", "sunflower77")]
    [InlineData("CREATE USER 'shop'@'%' IDENTIFIED BY 'moonlit7';", "moonlit7")]
    [InlineData("variable \"db_password\" {\n  type    = string\n  default = \"sunf1ower&77\"\n}", "sunf1ower&77")]
    [InlineData("jdbc:oracle:thin:shop/sunflower@db.internal:1521/XE", "sunflower")]
    [InlineData("network={\n\tssid=\"Home\"\n\tpsk=\"sunflower77\"\n}", "sunflower77")]
    [InlineData("SECRET_KEY = 'django-insecure-k8!z)q2v#r0m_x7w&n4b^t1y9@h5c3(p6d'", "django-insecure-k8!z)q2v#r0m_x7w&n4b^t1y9@h5c3(p6d")]
    [InlineData("define('AUTH_KEY',         'k8!z)q2v#r0m x7w&n4b^t1y9@h5c3(p6d-f+g%j');", "k8!z)q2v#r0m x7w&n4b^t1y9@h5c3(p6d-f+g%j")]
    [InlineData("{\"kind\":\"Secret\",\"data\":{\"pw\":\"c3VuZmxvd2VyNzc=\"}}", "c3VuZmxvd2VyNzc=")]
    [InlineData("{\"data\": {\"username\": \"c2hvcA==\", \"pw\": \"c3VuZmxvd2VyNzc=\"}, \"kind\": \"Secret\"}", "c3VuZmxvd2VyNzc=")]
    [InlineData("localhost:6432:*:app:moonlit7", "moonlit7")]
    [InlineData("default login build password sunflower77", "sunflower77")]
    [InlineData("#define WIFI_PASSWORD \"sunflower77\"", "sunflower77")]
    [InlineData("client_secret=8d0f3b6e-2a91-4c57-b1e0-9f7d46c2a3e5", "8d0f3b6e-2a91-4c57-b1e0-9f7d46c2a3e5")]
    [InlineData("session({ secret: 'k3yb0ard-k4t', resave: false })", "k3yb0ard-k4t")]
    [InlineData("encryption_key = b\"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\"", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("aes_key = bytes.fromhex(\"8d0f3b6e2a914c57b1e09f7d46c2a3e5\")", "8d0f3b6e2a914c57b1e09f7d46c2a3e5")]
    [InlineData("\"Jwt\": { \"Key\": \"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\", \"Issuer\": \"a\" }", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    // Commands
    [InlineData("setx API_TOKEN q7Zr2Kx9LmT4vWb8Ns3Yp6Hd", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("set -x API_TOKEN q7Zr2Kx9LmT4vWb8Ns3Yp6Hd", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("aws configure set aws_secret_access_key wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO", "wJq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO")]
    [InlineData("ssh-keygen -t ed25519 -N moonlit7 -f id", "moonlit7")]
    [InlineData("zip -P moonlit7 a.zip b", "moonlit7")]
    [InlineData("7z x -pmoonlit7 a.7z", "moonlit7")]
    [InlineData("snowsql -a shop -u app -p moonlit7", "moonlit7")]
    [InlineData("deploy --host a.example --password sunflower77 --yes", "sunflower77")]
    [InlineData("vault login --token q7Zr2Kx9LmT4vWb8Ns3Yp6Hd", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("keytool -genkey -storepass sunflower77 -alias x", "sunflower77")]
    [InlineData("PGPASSWORD=moonlit psql -h db.internal", "moonlit")]
    [InlineData("MYSQL_PWD=moonlit mysqldump shop", "moonlit")]
    [InlineData("docker login -u shop -p moonlit registry.example", "moonlit")]
    [InlineData("mongosh -u shop -p moonlit db.internal/shop", "moonlit")]
    [InlineData("sqlcmd -S db.internal -U sa -P moonlit", "moonlit")]
    [InlineData("ldapsearch -x -D cn=reader -w moonlit -b dc=acme", "moonlit")]
    [InlineData("RUN echo 'root:moonlit' | chpasswd", "moonlit")]
    [InlineData("echo moonlit | sudo -S apt-get update", "moonlit")]
    [InlineData("openssl rsa -in a.pem -passin pass:sunflower77", "sunflower77")]
    [InlineData("ConvertTo-SecureString \"sunflower77\" -AsPlainText -Force", "sunflower77")]
    [InlineData("htpasswd -bc .htpasswd admin moonlit7", "moonlit7")]
    [InlineData("htpasswd -nb ops moonlit7", "moonlit7")]
    [InlineData("net use Z: \\\\filer\\share moonlit7 /user:ACME\\build", "moonlit7")]
    [InlineData("net user build moonlit7 /add", "moonlit7")]
    [InlineData("smbclient //filer/share -U build%moonlit7", "moonlit7")]
    [InlineData("lftp -u build,moonlit7 sftp://files.internal", "moonlit7")]
    [InlineData("sqlplus -s system/moonlit@ORCL @run.sql", "moonlit")]
    [InlineData("wpa_passphrase Home moonlit7", "moonlit7")]
    [InlineData("rclone obscure moonlit7", "moonlit7")]
    [InlineData("plink -ssh build@host -pw moonlit7", "moonlit7")]
    [InlineData("echo moonlit7 | docker login -u build --password-stdin", "moonlit7")]
    [InlineData("echo moonlit7 | kinit build@ACME", "moonlit7")]
    [InlineData("consul kv put db/password moonlit7", "moonlit7")]
    [InlineData("npm config set //registry.internal/:_authToken q7Zr2Kx9LmT4vWb8Ns3Yp6Hd", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("aws ssm put-parameter --name /db --type SecureString --value moonlit7", "moonlit7")]
    [InlineData("gh secret set DEPLOY --body moonlit7", "moonlit7")]
    [InlineData("enable secret 5 moonlit77", "moonlit77")]
    [InlineData("username ops privilege 15 password 0 moonlit77", "moonlit77")]
    [InlineData("snmp-server community m00nlit RO", "m00nlit")]
    [InlineData("requirepass moonlit77\nmasterauth moonlit78", "moonlit77", "moonlit78")]
    [InlineData("docker run -e MYSQL_ROOT_PASSWORD=moonlit -d mysql", "moonlit")]
    [InlineData("ldapmodify -x -D cn=admin -w moonlit -f a.ldif", "moonlit")]
    [InlineData("curl -b 'PHPSESSID=q7zr2kx9lmt4vwb8ns3yp6hd1g' https://a.internal", "q7zr2kx9lmt4vwb8ns3yp6hd1g")]
    // Code and headers
    [InlineData("DBI->connect(\"dbi:mysql:shop\", \"app\", \"moonlit\", { RaiseError => 1 });", "moonlit")]
    [InlineData("new PDO('mysql:host=db;dbname=shop', 'app', 'moonlit7', $options);", "moonlit7")]
    [InlineData("DriverManager.getConnection(url(1, 2), \"app\", \"moonlit7\");", "moonlit7")]
    [InlineData("cx_Oracle.connect(\"app/moonlit@db.internal/XE\")", "moonlit")]
    [InlineData("smtp.login(\"mailer@acme.example\", \"sunflower77\")", "sunflower77")]
    [InlineData("requests.get(url, auth=(\"build\", \"sunflower77\"))", "sunflower77")]
    [InlineData("WiFi.begin(\"Home\", \"sunflower77\");", "sunflower77")]
    [InlineData("String key = \"AKIA\" + \"Q7ZR2KX9LMT4VWB8\";", "AKIA\" + \"Q7ZR2KX9LMT4VWB8")]
    [InlineData("const apiKey = 'q7Zr2Kx9' +\n  'LmT4vWb8Ns3Yp6Hd';", "q7Zr2Kx9' +\n  'LmT4vWb8Ns3Yp6Hd")]
    [InlineData("ldap.simple_bind_s(\"cn=admin,dc=acme\", \"sunflower77\")", "sunflower77")]
    [InlineData("app.use(cookieParser(\"q7Zr2Kx9LmT4vWb8\"))", "q7Zr2Kx9LmT4vWb8")]
    [InlineData("the log has ghp_q7Zr2Kx9LmT4vWb8Ns3Yp6 [truncated]", "ghp_q7Zr2Kx9LmT4vWb8Ns3Yp6")]
    [InlineData("api_key = (\n    \"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\"\n)", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("api_key: >-\n  q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\nnext: 1", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("document.cookie = \"session_id=q7Zr2Kx9LmT4vWb8Ns3Yp6Hd\"", "q7Zr2Kx9LmT4vWb8Ns3Yp6Hd")]
    [InlineData("the key was ghp_q7Zr2Kx9LmT4vWb8Ns3Yp6…", "ghp_q7Zr2Kx9LmT4vWb8Ns3Yp6")]
    [InlineData("id=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI5OTEiLCJuYW1lIjoiT3BzIiwiYWRtaW4iOnRydWV9", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI5OTEiLCJuYW1lIjoiT3BzIiwiYWRtaW4iOnRydWV9")]
    [InlineData("config.setPassword(\"sunflower77\");", "sunflower77")]
    [InlineData("os.Setenv(\"DB_PASSWORD\", \"sunflower77\")", "sunflower77")]
    [InlineData("Cookie: theme=dark; JSESSIONID=8D0F3B6E2A914C57B1E09F7D46C2A3E5; lang=de", "8D0F3B6E2A914C57B1E09F7D46C2A3E5")]
    [InlineData("set-cookie: connect.sid=s%3Aq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5.JcQ0aEuRiOoPtAyDkFgHs; Path=/; HttpOnly", "s%3Aq7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5.JcQ0aEuRiOoPtAyDkFgHs")]
    // What people say
    [InlineData("the pw for the vpn is sunflower77", "sunflower77")]
    [InlineData("my password is sunflower77, can you log in for me?", "sunflower77")]
    [InlineData("the password for the staging server is sunflower77", "sunflower77")]
    [InlineData("please change the password to sunflower77 on both hosts", "sunflower77")]
    [InlineData("Das Passwort lautet sonnenblume77", "sonnenblume77")]
    [InlineData("le mot de passe est tournesol77", "tournesol77")]
    [InlineData("a senha é girassol77", "girassol77")]
    [InlineData("het wachtwoord is zonnebloem77", "zonnebloem77")]
    [InlineData("la contraseña es girasol77", "girasol77")]
    [InlineData("пароль от базы: podsolnuh77", "podsolnuh77")]
    [InlineData("密码是 kuihua77x", "kuihua77x")]
    [InlineData("密码：kuihua77x", "kuihua77x")]
    [InlineData("lösenordet är solros77", "solros77")]
    [InlineData("credentials: deploy:moonlit77", "moonlit77")]
    public void A_secret_is_known_where_people_and_tools_put_one(string text, params string[] secrets)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.Equal(secrets, found.Select(f => text[f.Start..f.End]));
    }

    [Theory]
    [InlineData("SMTP_PASS=changeme\nSMTP_PASS=<password>\nSMTP_PASS=${SMTP_PASS}\nSMTP_PASS=xxxxxxxx")]
    [InlineData("auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS2 }")]
    [InlineData("12 passed, 0 failed; pass: 12, bypass=mode2x; compass: \"north4east\"")]
    [InlineData("if ready: pass\npass_through = Value2x\npassenger: \"p4ssenger\"")]
    [InlineData("docker login -u USER -p PASSWORD\ndocker login --password-stdin\nmongosh -u root -p $PW")]
    [InlineData("deploy --password <password>; deploy --token TOKEN; deploy --password-file secrets2.txt --token-ttl 24h30m10s")]
    [InlineData("parser.add_argument('--password', default=None, help='set one1')")]
    [InlineData("the password is base64-encoded; the password is sha256 hashed; the password is wrong; the password is required")]
    [InlineData("PGPASSWORD=postgres psql; PGPASSWORD=$PW psql; PGPASSWORD=\"$(cat pw)\" psql")]
    [InlineData("<label for=\"password\">Password</label><password>your password</password><password>${db.password}</password>")]
    [InlineData("<input name=\"password\" value=\"\" /><add key=\"Password\" value=\"#{DbPassword}\" />")]
    [InlineData("expect(hashPassword(\"sun\")).toBe(x); getpass(\"Enter password: \"); form.get(\"password\", \"missing!\")")]
    [InlineData("Cookie: theme=dark; lang=de; consent=2026-01-01\nSet-Cookie: sid=; Max-Age=0")]
    [InlineData("ports: [\"127.0.0.1:5432:5432\"]\nmain.c:5432:7: warning: x\n*:*:*:*:*")]
    [InlineData("schema: { confirm_password: \"Bestätigen\", admin_password: \"Kennwort\" }")]
    [InlineData("admin_password = \"adminPassword\"; user_password = \"\"; db_password = \"var.db_password\"")]
    [InlineData("echo \"$PW\" | sudo -S true; echo \"root:$PW\" | chpasswd; echo 'user:password' | chpasswd")]
    [InlineData("the hash \"$2b$12$q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAyDkFgHsXzCn\" begins with $2b$")]
    [InlineData("Le mot de passe est requis. A senha é obrigatória. Das Passwort ist falsch. пароль: обязательное поле")]
    [InlineData("password: string\npassword: z.string().min8\npassword: Optional[str]\npassword: !!str\npassword: *anchor1")]
    [InlineData("map_key: \"Ctrl+Shift+K\"; primary_key=id; sort_key: created_at_2024; storage_key = user_settings_v2_cache")]
    [InlineData("<input type=\"hidden\" name=\"authenticity_token\" value=\"q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiO==\" />")]
    [InlineData("docker login -u testuser -p testpassword localhost:5000")]
    [InlineData("{\"name\": \"DB_PASSWORD\", \"value\": \"${DB_PASSWORD}\"}")]
    [InlineData("env:\n  - name: DB_PASSWORD\n    valueFrom: {secretKeyRef: {name: shop, key: password}}")]
    [InlineData("{\"key\": \"password\", \"value\": \"Enter your password\"}")]
    [InlineData("shared_sha256 = \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"")]
    [InlineData("ssh-keygen -t ed25519 -N '' -f id")]
    [InlineData("https://fonts.example/css?key=roboto-condensed-regular-400")]
    [InlineData("https://packages.example.org/@scope/name and mailto@example.org")]
    [InlineData("ENV PASSWORD_FILE /run/secrets/db")]
    [InlineData("var token = flags&mask1;")]
    [InlineData("variable \"db_password\" {\n  sensitive = true\n}\nvariable \"api_token\" { default = \"\" }\nvariable \"db_password\" { default = \"changeme\" }")]
    [InlineData("jdbc:oracle:thin:user/password@host:1521/sid jdbc:oracle:thin:${U}/${P}@h sqlplus / as sysdba; sqlplus $U/$P@DB")]
    [InlineData("htpasswd -c .htpasswd alice; htpasswd -b FILE USER PASSWORD; net use \\\\server\\share * /user:name; the net use of energy fell by 12 percent; smbclient -U $U%$P x; lftp -u user,$PW sftp://x")]
    [InlineData("docker login --password-stdin < token.txt; kinit -k -t /etc/krb5.keytab svc; wpa_passphrase <ssid> <passphrase>; rclone obscure -; plink -pw %PASS% host; gh secret set NAME < file")]
    [InlineData("DBI->connect($dsn, $user, $pass); new PDO($dsn, 'root', ''); mysqli_connect(\"localhost\", \"my_user\", \"my_password\", \"my_db\"); sqlite3.connect(\"orders1.db\"); await login(\"alice\", \"wonderland\"); HTTPBasicAuth('user', 'pass'); WiFi.begin(ssid, password);")]
    [InlineData("TLS_PSK_WITH_AES_128_GCM_SHA256 = 0x00A8; CRYPTOGRAPHY_HAS_PSK_TLSv1_3: cryptography_has_psk_tlsv13; psk=\"${PSK}\"; pw: str; pw = getpass(\"pw: \")")]
    [InlineData("token:\n  required: true\nsecret:\n  secretName: shop-db-credentials-2\npassword: >-\n  Enter the password of the account\nconst token =\n  await getToken();\napi_key = (\n    load_key(\"main1\"))")]
    [InlineData("\"hello \" + \"world of 2 numbers\"; \"font-\" + \"family-\" + \"roboto2\"; \"q7Zr2Kx9\" + suffix + \"LmT4vWb8Ns3Yp6Hd\"")]
    [InlineData("ghp_xxxxxxxxxxxxxxxxxxxx… npm_config_cache_folder_v2... eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 -----END CERTIFICATE-----")]
    [InlineData("127.0.0.1:5433:5432 6432:6432 \nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAw7pQ2nX9rTf4KcV8bZs1\nMhDLw7pQ2nX9rTf4KcV8bZs1MhDLw7pQ2nX9rTf4KcV8bZs1")]
    [InlineData("secret: \"my-secret-2\"; { secret: 'test-secret-v1' }; request_id: 41c6b0e7-9a3d-4f28-817e-64b90d83fa52; client_secret_id = \"41c6b0e7-9a3d-4f28-817e-64b90d83fa52\"; token_pattern = r\"[0-9]{1,3}(?:st|nd|rd|th)\\s\\b(\\w{2,})\\b\"")]
    [InlineData("{\"kind\": \"SecretList\", \"items\": []} {\"kind\": \"Secret\", \"metadata\": {\"name\": \"shop-db\", \"labels\": {\"app\": \"shop4front\"}}}")]
    [InlineData("snmp-server community public RO; snmp-server community <name> RW; # masterauth <password>; enable secret level 5; the token 5 of the grammar; app.use(cookieParser(secret))")]
    [InlineData("credentials: include; credentials: same-origin; credentials: user:password")]
    public void What_stands_where_a_secret_will_stand_is_left_alone(string text)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.True(found.Count == 0, string.Join(", ", found.Select(f => $"{f.Type}: {text[f.Start..f.End]}")));
    }

    [Theory]
    [InlineData("password = os.environ[\"DB_PASSWORD\"]")]
    [InlineData("const token = await getToken(user.id);")]
    [InlineData("password: string;")]
    [InlineData("api_key: ${API_KEY}")]
    [InlineData("OPENAI_API_KEY=sk-your-key-here-xxxxxxxxxxxxxxxx")]
    [InlineData("<input type=\"password\" name=\"password\" placeholder=\"Password123\">")]
    [InlineData("commit 3f786850e387550fdab836ed7e6dc881de23001b")]
    [InlineData("\"integrity\": \"sha512-q7Zr2Kx9LmT4vWb8Ns3Yp6Hd1Gf5JcQ0aEuRiOoPtAyDkFgHsXzCnVbMw==\"")]
    [InlineData("max_tokens = 4096; next_page_token = \"CAUQAA0123abcDEF4567xyz\"")]
    [InlineData("postgres://user:password@localhost:5432/db")]
    [InlineData("statetokens = tokendefs[ctx.stack[-1]]; key_password=certs[0]")]
    [InlineData("self, private_key: ed25519.Ed25519PrivateKey, token: System.Threading.CancellationToken2")]
    [InlineData("git clone https://github.com/org/repo.git")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----")]
    [InlineData("this-is-a-long-kebab-case-class-name-for-css-0123")]
    [InlineData("id = \"550e8400-e29b-41d4-a716-446655440000\"; secret_id = \"550e8400-e29b-41d4-a716-446655440000\"")]
    public void What_only_looks_like_a_secret_is_left_alone(string text)
    {
        var found = new List<Finding>();
        SecretScanner.Scan(text, found);
        Assert.True(found.Count == 0, string.Join(", ", found.Select(f => $"{f.Type}: {text[f.Start..f.End]}")));
    }

    [Theory]
    [InlineData("password: ")]
    [InlineData("password=abc ")]
    public async Task One_line_of_five_megabytes_full_of_names_takes_no_minutes(string name)
    {
        string line = string.Concat(Enumerable.Repeat(name, 5_000_000 / name.Length));
        var found = new List<Finding>();
        await Task.Run(() => SecretScanner.Scan(line, found), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Empty(found);
    }

    [Fact]
    public void A_word_inside_a_key_of_a_vendors_exact_form_does_not_make_it_an_example()
    {
        string key = "sk-ant-api03-" + Random62[..40] + "fake" + Random62[44..93] + "AA";
        var found = new List<Finding>();
        SecretScanner.Scan("key = " + key, found);
        Assert.Equal(["anthropic_key"], found.Select(static f => f.Type));
    }

    [Fact]
    public void A_bot_token_is_known_by_the_number_that_it_begins_with()
    {
        string bot = Convert.ToBase64String(Encoding.ASCII.GetBytes("731502948617350294")).TrimEnd('='), token = $"{bot}.Gq7Zr2.{Random62[..38]}";
        foreach (var (text, expected) in (ReadOnlySpan<(string, string[])>)[($"client.login('{token}')", ["discord_bot_token"]), ($"{Random62[..24]}.Gq7Zr2.{Random62[..38]}", [])])
        {
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            Assert.Equal(expected, found.Select(static f => f.Type));
        }
    }

    [Fact]
    public void A_private_key_is_found_whole_also_when_its_line_ends_are_escaped()
    {
        string body = string.Join('\n', Enumerable.Range(0, 6).Select(i => Random62[i..(i + 60)]));
        string block = $"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----";
        foreach (string text in (string[])[block, $"key = \"{block.Replace("\n", "\\n", StringComparison.Ordinal)}\"", block[..200]])
        {
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            Assert.Contains(found, f => f.Type == "private_key" && text[f.Start..].StartsWith("-----BEGIN", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Each_secret_of_a_list_is_looked_at_and_what_else_stands_near_by()
    {
        const string Json = """{"items": [{"kind": "Secret", "data": {"pw": "c3VuZmxvd2VyNzc="}}, {"data": {"pin": "bW9vbmxpdDc3"}, "kind": "Secret"}]}""";
        const string Yaml = "kind: Secret\ndata:\n  pw: c3VuZmxvd2VyNzc=\n---\nkind: Secret\ndata:\n  pin: bW9vbmxpdDc3\n---\n";
        foreach (string text in (string[])[Json, Yaml])
        {
            var found = new List<Finding>();
            string all = text + "\ndb.internal:5432:shop:app:moonlit7\n";
            SecretScanner.Scan(all, found);
            Assert.Equal(["c3VuZmxvd2VyNzc=", "bW9vbmxpdDc3", "moonlit7"], found.Select(f => all[f.Start..f.End]));
        }
    }

    [Fact]
    public void Lines_of_a_private_key_are_found_without_its_head_or_its_end()
    {
        string tail = $"{Random62[..64]}\n{Random62[20..84]}\n{Random62[5..40]}=\n-----END RSA PRIVATE KEY-----", first = "MIIEowIBAAKCAQEA" + Random62[..48];
        foreach (var (text, expected) in (ReadOnlySpan<(string, string[])>)[("log:\n" + tail, [tail]), ($"log {first}\n{Random62[..64]}", [$"{first}\n{Random62[..64]}"]), (tail.Replace("RSA PRIVATE KEY", "CERTIFICATE", StringComparison.Ordinal), [])])
        {
            var found = new List<Finding>();
            SecretScanner.Scan(text, found);
            Assert.Equal(expected, found.Where(static f => f.Type == "private_key").Select(f => text[f.Start..f.End]));
        }
    }

    [Fact]
    public void Any_text_gives_findings_in_order_and_within_it()
    {
        var dice = new Random(7);
        string[] pieces = ["sk-", "AKIA", "password=", "://", "a:b@c", "-----BEGIN ", "PRIVATE KEY-----", "eyJ", ".", "\n", "\"", "=", ":", Random62[..30], "é", "\ud83d\ude00", "curl -u ", "token", " ", "|", "glpat-", "passwd -b", "net use \\\\", ":thin:", "/", "new PDO(", "'", ",", ")", "\" + \"", "(", "pw: ", "psk", "-----END RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA", "variable \"", "{", "default", "…", "\"kind\":\"Secret\"", "\"data\"", "cookie", "kv put a/", "password 7 "];
        for (int round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (int i = dice.Next(12); i >= 0; i--)
            {
                text.Append(pieces[dice.Next(pieces.Length)]);
            }

            var found = new List<Finding>();
            SecretScanner.Scan(text.ToString(), found);
            int last = 0;
            foreach (var finding in found)
            {
                Assert.True(finding.Start >= last && finding.End > finding.Start && finding.End <= text.Length, text.ToString());
                last = finding.End;
            }
        }
    }

    private static string Made(TokenShape shape)
    {
        var body = new StringBuilder();
        for (int i = 0; body.Length < shape.Min; i++)
        {
            char c = Random62[(i * 7) % Random62.Length];
            c = shape.Body.Contains(c) ? c : shape.Body.Contains(char.ToLowerInvariant(c)) ? char.ToLowerInvariant(c) : shape.Body.Contains(char.ToUpperInvariant(c)) ? char.ToUpperInvariant(c) : "0a1b9c3d8e7f"[i % 12];
            body.Append(c);
        }

        body.Length -= shape.Tail.Length;
        body.Append(shape.Tail);
        return new string([.. (shape.LeadOf.Contains('q') ? Random62 : "73150294861735029").Take(shape.Lead)]) + shape.Mark + body;
    }
}
